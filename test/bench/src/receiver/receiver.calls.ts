import type { Behaviour } from './endpoint.server.js';
import type { Expectation, ReceiptSummary } from './receipts.js';

/** What the receiver's process can be asked. */
export interface ReceiverCalls {
  /** Closes the endpoints that were open and opens these; their URLs in the same order. */
  open: { argument: readonly Behaviour[]; result: string[] };
  /** Forgets what came, and waits for other events. */
  expect: { argument: Expectation; result: void };
  /** Resolves when everything has come, or when nothing that is expected has come for so many milliseconds. */
  wait: { argument: { readonly idleMs: number }; result: ReceiptSummary };
  summary: { argument: undefined; result: ReceiptSummary };
  /** When event `first + i` had come as often as expected, on the clock of `nowMs`; NaN where it has not. */
  times: { argument: undefined; result: Float64Array };
}

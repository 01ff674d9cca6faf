import type { Outcome } from '#domain';
import type { Verdict } from './lane.js';

/** An endpoint, or a gateway before it, that has too much to do. Source: Standard Webhooks, "Delivery success and failure". */
const OVERLOADED: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What an outcome says about the endpoint, for its lane. */
export function verdictOf({ code, result, statusCode = 0 }: Pick<Outcome, 'code' | 'result' | 'statusCode'>): Verdict {
  if (result === 'succeeded') return 'succeeded';
  if (result !== 'failed' || code === 'undeliverable') return 'untried';
  if (code === 'timeout' || OVERLOADED.has(statusCode)) return 'overloaded';
  // A word about all events of the webhook, whatever its status: asking again for each of them would be a flood.
  if (code === 'handshake_refused') return 'failed';
  // Answered with a word about this one event: the endpoint is none the worse for it.
  if (statusCode >= 300 && statusCode < 500 && statusCode !== 408) return 'refused';
  return 'failed';
}

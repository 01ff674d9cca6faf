import type { DeliveryReason, SubjectPlace } from './delivery.js';

/**
 * How an attempt ended. `succeeded` and `failed` are attempts that were made; `deferred` was not tried and is put off;
 * `cancelled` was not tried and never will be, because its webhook or its data is gone.
 */
export type OutcomeResult = 'succeeded' | 'failed' | 'deferred' | 'cancelled';

/** The cause of an outcome, one word each. Stable: scripts and alerts read them. */
export const OUTCOME_CODES = [
  'ok',
  'http_status',
  'gone',
  'redirect',
  'timeout',
  'dns_error',
  'connection_refused',
  'connection_reset',
  'connect_timeout',
  'tls_error',
  'network_error',
  'address_refused',
  'proxy_error',
  'handshake_refused',
  'undeliverable',
  'expired',
  'lane_full',
  'lane_open',
  'order_wait',
  'webhook_disabled',
  'webhook_deleted',
  'data_unavailable',
  // Sealed data: its key was dropped; it does not open.
  'data_erased',
  'data_unsealable',
  // Of deliveries that had no outcome since somebody asked for them, or for their end.
  'replay',
  'cancelled_by_hand',
  // Its event's subject was erased.
  'erased',
] as const;
export type OutcomeCode = (typeof OUTCOME_CODES)[number];

/** What follows an attempt, decided by the sender and only written down by the recorder. */
export type NextStep =
  | { readonly status: 'delivered' }
  | { readonly status: 'dead' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'pending'; readonly atMs: number };

/** The value of a record of the outcomes topic. Times are milliseconds since 1970. */
export interface Outcome {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly tenantId: string;
  readonly eventUid: string;
  readonly eventType: string;
  readonly reason: DeliveryReason;
  readonly attempt: number;
  readonly handover: number;
  readonly result: OutcomeResult;
  readonly code: OutcomeCode;
  readonly next: NextStep;
  readonly order?: SubjectPlace;
  readonly acceptedAtMs: number;
  /** When a delivery that is still waiting is given up. */
  readonly expiresAtMs: number;
  /** Only of attempts that were made. */
  readonly startedAtMs?: number;
  readonly durationMs?: number;
  readonly statusCode?: number;
  /** Clipped to 10 KB. Never of a delivery whose data is sealed: receivers echo what they were sent. */
  readonly responseBody?: string;
  /** Why it failed, in words; never a URL's query, a body or a secret. */
  readonly error?: string;
}

/** `true` where `candidate` may replace `recorded`: final `delivered` stays, and an older outcome never wins. */
export function supersedes(candidate: Outcome, recorded: Outcome): boolean {
  if (recorded.next.status === 'delivered') return false;
  return candidate.next.status === 'delivered' || candidate.handover >= recorded.handover;
}

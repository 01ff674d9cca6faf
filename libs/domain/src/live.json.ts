import type { ClinicalEvent } from './event.js';
import type { Outcome } from './outcome.js';

/** What a live stream can show. */
export const LIVE_TYPES = ['deliveries', 'events'] as const;
export type LiveType = (typeof LIVE_TYPES)[number];

/** Where a delivery stands after an attempt. */
export const LIVE_STATUSES = ['pending', 'delivered', 'dead', 'cancelled'] as const;
export type LiveStatus = (typeof LIVE_STATUSES)[number];

/** How an attempt ended and what follows, as a live stream shows it. What the receiver answered is not in it. */
export function liveDelivery(outcome: Outcome) {
  const { deliveryId: id, webhookId, eventUid, eventType, reason, attempt, result, code, next } = outcome;
  return {
    id,
    webhookId,
    eventUid,
    eventType,
    reason,
    attempt,
    result,
    code,
    statusCode: outcome.statusCode ?? null,
    durationMs: outcome.durationMs ?? null,
    error: outcome.error ?? null,
    status: next.status satisfies LiveStatus,
    nextAttemptAt: next.status === 'pending' ? new Date(next.atMs).toISOString() : null,
    acceptedAt: new Date(outcome.acceptedAtMs).toISOString(),
  };
}
export type LiveDelivery = ReturnType<typeof liveDelivery>;

/** An event as it comes in, as a live stream shows it: neither its data nor its subject. */
export function liveEvent({ uid, id, type, source, time, contentType, acceptedAtMs }: ClinicalEvent) {
  return { uid, id, type, source, time, contentType, acceptedAt: new Date(acceptedAtMs).toISOString() };
}
export type LiveEvent = ReturnType<typeof liveEvent>;

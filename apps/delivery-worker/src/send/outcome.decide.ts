import type { Dialect } from '#dialects';
import {
  type DeliveryMeta,
  HOUR_MS,
  type NextStep,
  nextRetryDelayMs,
  type Outcome,
  type OutcomeCode,
  type RetryConfig,
  type Webhook,
} from '#domain';
import { type AttemptResult, MAX_KEPT_BYTES } from './http.sender.js';

/** A receiver may ask for at most so long a pause. */
const MAX_RETRY_AFTER_MS = HOUR_MS;

/** What an outcome says about its delivery whatever happened. */
export function outcomeBase(meta: DeliveryMeta, tenantId: string, expiresAtMs: number) {
  return {
    deliveryId: meta.deliveryId,
    webhookId: meta.webhookId,
    tenantId,
    eventUid: meta.event.uid,
    eventType: meta.event.type,
    reason: meta.reason,
    attempt: meta.attempt,
    handover: meta.handover,
    acceptedAtMs: meta.event.acceptedAtMs,
    expiresAtMs,
    order: meta.order,
  };
}

/** When a delivery that still waits is given up: `maxAge` after its event, or after it was asked for by hand. */
export function expiryOf(meta: DeliveryMeta, dialect: Dialect, config: RetryConfig): number {
  return (meta.askedAtMs ?? meta.event.acceptedAtMs) + dialect.maxAgeMs(config);
}

/** The outcome of a request that was made, and with it what follows. */
export function attemptOutcome(
  meta: DeliveryMeta,
  webhook: Webhook,
  dialect: Dialect,
  attempt: { readonly startedAtMs: number; readonly endedAtMs: number; readonly random: number },
  answer: AttemptResult,
): Outcome {
  const expiresAtMs = expiryOf(meta, dialect, webhook.retryConfig);
  return {
    ...outcomeBase(meta, webhook.tenantId, expiresAtMs),
    result: answer.code === 'ok' ? 'succeeded' : 'failed',
    code: answer.code,
    next: nextStep(meta, webhook, dialect, attempt, answer, expiresAtMs),
    startedAtMs: attempt.startedAtMs,
    durationMs: answer.durationMs,
    statusCode: answer.statusCode,
    responseBody: answer.responseBody,
    error: answer.error,
  };
}

/** A result as each of `count` deliveries keeps it that shared the request: together they keep no more than one would. */
export function sharedResult({ responseBody, ...result }: AttemptResult, count: number): AttemptResult {
  if (responseBody === undefined) return result;
  const clipped = Buffer.from(responseBody).subarray(0, Math.floor(MAX_KEPT_BYTES / count));
  return { ...result, responseBody: clipped.toString('utf8') };
}

/** The outcome of a delivery whose data does not open: whoever changed it, asking again changes nothing. */
export function unsealableOutcome(meta: DeliveryMeta, webhook: Webhook, dialect: Dialect): Outcome {
  const base = outcomeBase(meta, webhook.tenantId, expiryOf(meta, dialect, webhook.retryConfig));
  return { ...base, result: 'deferred', code: 'data_unsealable', next: { status: 'dead' } };
}

/** A result as a delivery of sealed data keeps it: receivers echo what they were sent. */
export function withoutAnswer({ responseBody: _, ...result }: AttemptResult): AttemptResult {
  return result;
}

function nextStep(
  meta: DeliveryMeta,
  webhook: Webhook,
  dialect: Dialect,
  { endedAtMs, random }: { readonly endedAtMs: number; readonly random: number },
  result: AttemptResult,
  expiresAtMs: number,
): NextStep {
  if (result.code === 'ok') return { status: 'delivered' };
  if (result.code === 'gone' || meta.reason === 'test') return { status: 'dead' };
  const schedule = { delaysMs: dialect.retryDelaysMs(webhook.retryConfig), jitterRatio: dialect.jitterRatio };
  const delayMs = nextRetryDelayMs(schedule, meta.attempt, random);
  if (delayMs === undefined) return { status: 'dead' };
  const askedMs = result.statusCode === 429 || result.statusCode === 503 ? (result.retryAfterMs ?? 0) : 0;
  // A pause that is asked for may use up the time that is left, but does not end the delivery.
  const pauseMs = Math.min(askedMs, MAX_RETRY_AFTER_MS, expiresAtMs - endedAtMs);
  const atMs = endedAtMs + Math.max(delayMs, pauseMs);
  return atMs > expiresAtMs ? { status: 'dead' } : { status: 'pending', atMs };
}

/** The outcome of a delivery that was not tried: put off until `atMs`, or given up where that is too late. */
export function deferredOutcome(
  meta: DeliveryMeta,
  webhook: Webhook,
  dialect: Dialect,
  code: OutcomeCode,
  atMs: number,
): Outcome {
  const expiresAtMs = expiryOf(meta, dialect, webhook.retryConfig);
  const base = outcomeBase(meta, webhook.tenantId, expiresAtMs);
  if (atMs > expiresAtMs || meta.reason === 'test')
    return { ...base, result: 'deferred', code, next: { status: 'dead' } };
  return { ...base, result: 'deferred', code, next: { status: 'pending', atMs } };
}

/** The outcome of a delivery whose webhook was deleted, or whose data was erased. */
export function cancelledOutcome(
  meta: DeliveryMeta,
  code: 'webhook_deleted' | 'data_erased' = 'webhook_deleted',
): Outcome {
  return {
    ...outcomeBase(meta, meta.event.tenantId, meta.event.acceptedAtMs),
    result: 'cancelled',
    code,
    next: { status: 'cancelled' },
  };
}

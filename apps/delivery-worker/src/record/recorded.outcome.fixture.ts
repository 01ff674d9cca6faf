import type { Outcome } from '#domain';

/** The outcome of a first attempt that succeeded. */
export function outcomeOf(changes: Partial<Outcome> = {}): Outcome {
  return {
    deliveryId: 'd1',
    webhookId: 'w1',
    tenantId: 'clinic-a',
    eventUid: 'e1',
    eventType: 'patient.created',
    reason: 'first',
    attempt: 1,
    handover: 1,
    result: 'succeeded',
    code: 'ok',
    statusCode: 200,
    next: { status: 'delivered' },
    acceptedAtMs: 0,
    expiresAtMs: 1,
    startedAtMs: 0,
    durationMs: 0,
    ...changes,
  };
}

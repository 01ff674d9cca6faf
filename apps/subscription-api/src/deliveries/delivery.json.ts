import type { AttemptEntity, DeliveryEntity } from '#postgres';

/** A delivery as the API shows it. `eventId` is null until the event is recorded, and for tests. */
export function deliveryJson(delivery: DeliveryEntity, eventId: string | undefined) {
  const { id, eventUid, eventType, webhookId, reason, originDeliveryId, status, attempts, lastCode, lastStatusCode } =
    delivery;
  return {
    id,
    eventUid,
    eventId: eventId ?? null,
    eventType,
    webhookId,
    reason,
    originDeliveryId,
    status,
    attempts,
    nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    lastCode,
    lastStatusCode,
    acceptedAt: delivery.acceptedAt.toISOString(),
    expiresAt: delivery.expiresAt.toISOString(),
    updatedAt: delivery.updatedAt.toISOString(),
  };
}
export type DeliveryJson = ReturnType<typeof deliveryJson>;

/** One request as the API shows it. */
export function attemptJson({ startedAt, ...row }: AttemptEntity) {
  const { attempt, result, code, statusCode, durationMs, responseBody, error } = row;
  return { attempt, result, code, statusCode, startedAt: startedAt.toISOString(), durationMs, responseBody, error };
}
export type AttemptJson = ReturnType<typeof attemptJson>;

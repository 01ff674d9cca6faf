import { deliveryId, type Webhook } from '#domain';
import { type DecodedEvent, encodeDelivery, type OutgoingRecord, type TopicNames } from '#kafka';

/** One delivery record for each webhook that wants the event. */
export function deliveriesFor(
  topics: TopicNames,
  { event, data }: DecodedEvent,
  webhooks: readonly Webhook[],
): OutgoingRecord[] {
  return webhooks.map((webhook) =>
    encodeDelivery(
      topics,
      {
        deliveryId: deliveryId(event.acceptedAtMs, event.uid, webhook.id),
        webhookId: webhook.id,
        attempt: 1,
        handover: 1,
        reason: 'first',
        event,
      },
      data,
    ),
  );
}

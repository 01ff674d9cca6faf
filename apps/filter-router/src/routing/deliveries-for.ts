import { deliveryId, orderKey, type Webhook } from '#domain';
import { encodeDelivery, type OutgoingRecord, type TopicNames } from '#kafka';
import type { RoutableEvent } from './records.sort.js';

/** One delivery record for each webhook that wants the event. */
export function deliveriesFor(
  topics: TopicNames,
  { record, decoded: { event, data }, webhooks }: RoutableEvent,
): OutgoingRecord[] {
  const inOrder = ({ ordering }: Webhook) =>
    ordering === 'subject' &&
    event.subject !== undefined && { order: { key: orderKey(event.tenantId, event.subject), sequence: record.offset } };
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
        ...inOrder(webhook),
      },
      data,
    ),
  );
}

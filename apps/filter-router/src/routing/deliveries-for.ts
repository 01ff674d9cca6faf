import type { DataKeyDirectory, WebhookDirectory } from '#directory';
import { deliveryId, type HeldData, MAX_INLINE_DATA_BYTES, orderKey, type Webhook } from '#domain';
import { type DecodedEvent, encodeDelivery, type OutgoingRecord, type TopicNames } from '#kafka';
import type { RoutableEvent } from './records.sort.js';

interface Directories {
  readonly webhooks: Pick<WebhookDirectory, 'revision'>;
  readonly dataKeys: Pick<DataKeyDirectory, 'seal'>;
}

/**
 * One delivery record for each webhook that wants the event.
 *
 * @param traceparent of the span that the event is routed in, where one is recorded
 * @throws DataKeyUnavailable
 */
export function deliveriesFor(
  topics: TopicNames,
  { record, decoded, webhooks }: RoutableEvent,
  known: Directories,
  traceparent?: string,
): OutgoingRecord[] {
  if (webhooks.length === 0) return [];
  const { event } = decoded;
  const { data, sealedUnder } = carried(decoded, known.dataKeys);
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
        directoryRevision: known.webhooks.revision,
        ...(sealedUnder !== undefined && { sealedUnder }),
        ...(traceparent !== undefined && { traceparent }),
        ...inOrder(webhook),
      },
      data,
    ),
  );
}

/** What came in the clear, straight from a producer, is sealed before it goes on; what is too large does not go on from here. */
function carried({ event, data, sealedUnder }: DecodedEvent, dataKeys: Pick<DataKeyDirectory, 'seal'>): HeldData {
  if (sealedUnder !== undefined || data.length > MAX_INLINE_DATA_BYTES) return { data, sealedUnder };
  return dataKeys.seal(event, data);
}

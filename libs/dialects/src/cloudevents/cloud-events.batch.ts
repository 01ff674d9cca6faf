import { createHash } from 'node:crypto';
import { commonBatchHeaders } from '../common-headers.js';
import type { BatchForm, OutgoingDelivery } from '../dialect.js';
import { cloudEventAttributes } from './cloud-event.attributes.js';
import { jsonEvent } from './json-event.js';
import { signatureHeaders } from './signature-headers.js';

/**
 * The JSON batch format: an array of events as the structured mode writes them. Each also bears the id of its delivery,
 * for which one header would be too small.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#4-json-batch-format
 */
export const cloudEventsBatch: BatchForm = {
  envelope(deliveries) {
    const pieces = deliveries.flatMap((delivery, index) => [
      index === 0 ? OPENING_BRACKET : COMMA,
      ...jsonEvent(attributesOf(delivery), delivery.data),
    ]);
    return Buffer.concat([...pieces, CLOSING_BRACKET]);
  },

  headers: (deliveries, body, keys) => ({
    ...commonBatchHeaders(deliveries),
    'Content-Type': 'application/cloudevents-batch+json; charset=utf-8',
    ...signatureHeaders({ event: { uid: batchId(deliveries) }, sentAtMs: sentAtMsOf(deliveries) }, body, keys),
  }),
};

function attributesOf({ event, deliveryId }: OutgoingDelivery): Readonly<Record<string, string>> {
  return { ...cloudEventAttributes(event), carehookdeliveryid: deliveryId };
}

/** Equal when the same events come together again, in any order; like that of one event it does not tell replays apart. */
function batchId(deliveries: readonly OutgoingDelivery[]): string {
  const uids = deliveries.map(({ event }) => event.uid).sort();
  return `batch_${createHash('sha256').update(uids.join()).digest('hex').slice(0, 32)}`;
}

function sentAtMsOf(deliveries: readonly OutgoingDelivery[]): number {
  return Math.max(...deliveries.map(({ sentAtMs }) => sentAtMs));
}

const OPENING_BRACKET = Buffer.from('[');
const COMMA = Buffer.from(',');
const CLOSING_BRACKET = Buffer.from(']');

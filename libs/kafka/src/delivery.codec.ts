import type { DeliveryMeta, Outcome } from '#domain';
import { MAX_INLINE_DATA_BYTES } from '#domain';
import { SEALED_DATA_EXTRA_BYTES } from '#signing';
import type { OutgoingRecord } from './gathering.producer.js';
import { type ConsumedRecord, headerTexts } from './record.js';
import { TOPICS, type TopicNames } from './topics.js';

/** An internal record that cannot be read: only a bug or a foreign producer makes one. */
export class InternalRecordUnreadable extends Error {
  override readonly name = 'InternalRecordUnreadable';
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly offset: number,
  ) {
    super(`a record of ${topic} cannot be read (partition ${partition}, offset ${offset})`);
  }
}

const EMPTY = Buffer.alloc(0);

/**
 * `data` is left out where it is too large to travel in this topic, or not at hand for that reason.
 * One header for everything that a sender must know; ten small ones would cost three times as much.
 */
export function encodeDelivery(
  topics: TopicNames,
  meta: Omit<DeliveryMeta, 'dataInline'>,
  data: Buffer | undefined,
): OutgoingRecord {
  const maxBytes = MAX_INLINE_DATA_BYTES + (meta.sealedUnder === undefined ? 0 : SEALED_DATA_EXTRA_BYTES);
  const dataInline = data !== undefined && data.length <= maxBytes;
  return {
    topic: topics.nameOf(TOPICS.deliveries),
    key: meta.webhookId,
    value: dataInline ? data : EMPTY,
    headers: { meta: JSON.stringify({ ...meta, dataInline } satisfies DeliveryMeta) },
  };
}

/** @throws InternalRecordUnreadable */
export function decodeDelivery(record: ConsumedRecord): { meta: DeliveryMeta; data: Buffer } {
  const meta = parsed<DeliveryMeta>(record, headerTexts(record).meta);
  const { value: data } = record;
  if (data === null) throw unreadable(record);
  return { meta, data };
}

export function encodeOutcome(topics: TopicNames, outcome: Outcome): OutgoingRecord {
  return { topic: topics.nameOf(TOPICS.outcomes), key: outcome.webhookId, value: JSON.stringify(outcome) };
}

/** @throws InternalRecordUnreadable */
export function decodeOutcome(record: ConsumedRecord): Outcome {
  return parsed<Outcome>(record, record.value?.toString());
}

function parsed<T extends { deliveryId: string }>(record: ConsumedRecord, json: string | undefined): T {
  try {
    const value = JSON.parse(json ?? '') as T;
    if (typeof value.deliveryId === 'string') return value;
  } catch {
    throw unreadable(record);
  }
  throw unreadable(record);
}

function unreadable({ topic, partition, offset }: ConsumedRecord): InternalRecordUnreadable {
  return new InternalRecordUnreadable(topic, partition, offset);
}

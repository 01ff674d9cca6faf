import { describe, expect, it } from 'vitest';
import { type DeliveryMeta, MAX_INLINE_DATA_BYTES, type Outcome } from '#domain';
import { SEALED_DATA_EXTRA_BYTES } from '#signing';
import {
  decodeDelivery,
  decodeOutcome,
  encodeDelivery,
  encodeOutcome,
  InternalRecordUnreadable,
} from './delivery.codec.js';
import type { OutgoingRecord } from './gathering.producer.js';
import type { ConsumedRecord } from './record.js';
import { TopicNames } from './topics.js';

const TOPICS = new TopicNames({ KAFKA_TOPIC_PREFIX: 'carehook.', EVENT_TOPICS: [] });

const META: Omit<DeliveryMeta, 'dataInline'> = {
  deliveryId: '018c2503-0000-7000-8000-00000000d001',
  webhookId: '018c2503-0000-7000-8000-00000000a001',
  attempt: 2,
  handover: 3,
  reason: 'retry',
  event: {
    uid: '018c2503-0000-7000-8000-00000000e001',
    acceptedAtMs: 1_772_897_400_000,
    tenantId: 'clinic-a',
    id: 'e1',
    type: 'patient.created',
    source: '/ris',
    subject: 'Müller',
    time: '2026-03-07T15:30:00Z',
    contentType: 'application/json',
    extensions: { ward: '7' },
  },
};

const OUTCOME: Outcome = {
  deliveryId: META.deliveryId,
  webhookId: META.webhookId,
  tenantId: 'clinic-a',
  eventUid: META.event.uid,
  eventType: 'patient.created',
  reason: 'first',
  attempt: 1,
  handover: 1,
  result: 'failed',
  code: 'http_status',
  next: { status: 'pending', atMs: 5 },
  acceptedAtMs: 1,
  expiresAtMs: 9,
  statusCode: 500,
  responseBody: 'ü\n"',
};

function consumed({ topic, key, value, headers = {} }: OutgoingRecord): ConsumedRecord {
  const asBytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]);
  return {
    topic,
    partition: 1,
    offset: 7,
    timestampMs: 0,
    key: Buffer.from(String(key)),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(asBytes),
  };
}

describe('a delivery', () => {
  it('comes back as it was, its data byte for byte', () => {
    const data = Buffer.from('{"amount": 1.00}');
    const record = encodeDelivery(TOPICS, META, data);
    expect(record).toMatchObject({ topic: 'carehook.deliveries', key: META.webhookId });
    expect(Object.keys(record.headers ?? {})).toEqual(['meta']);
    expect(decodeDelivery(consumed(record))).toEqual({ meta: { ...META, dataInline: true }, data });
  });

  it('carries data of up to 64 KiB, and none above that', () => {
    const largest = encodeDelivery(TOPICS, META, Buffer.alloc(MAX_INLINE_DATA_BYTES));
    expect(decodeDelivery(consumed(largest)).meta.dataInline).toBe(true);
    const tooLarge = encodeDelivery(TOPICS, META, Buffer.alloc(MAX_INLINE_DATA_BYTES + 1));
    expect(tooLarge.value).toHaveLength(0);
    expect(decodeDelivery(consumed(tooLarge)).meta.dataInline).toBe(false);
  });

  it('travels sealed up to the same size in the clear, and says under which key', () => {
    const sealed = { ...META, sealedUnder: 'k1' };
    const largest = encodeDelivery(TOPICS, sealed, Buffer.alloc(MAX_INLINE_DATA_BYTES + SEALED_DATA_EXTRA_BYTES));
    expect(decodeDelivery(consumed(largest)).meta).toMatchObject({ dataInline: true, sealedUnder: 'k1' });
    const tooLarge = encodeDelivery(TOPICS, sealed, Buffer.alloc(MAX_INLINE_DATA_BYTES + SEALED_DATA_EXTRA_BYTES + 1));
    expect(decodeDelivery(consumed(tooLarge)).meta.dataInline).toBe(false);
  });

  it('says that its data is elsewhere when it is not at hand', () => {
    const { meta, data } = decodeDelivery(consumed(encodeDelivery(TOPICS, META, undefined)));
    expect(meta.dataInline).toBe(false);
    expect(data).toHaveLength(0);
  });

  it('may have no bytes of data', () => {
    expect(decodeDelivery(consumed(encodeDelivery(TOPICS, META, Buffer.alloc(0)))).meta.dataInline).toBe(true);
  });
});

describe('an outcome', () => {
  it('comes back as it was, under its webhook’s key', () => {
    const record = encodeOutcome(TOPICS, OUTCOME);
    expect(record).toMatchObject({ topic: 'carehook.outcomes', key: OUTCOME.webhookId });
    expect(decodeOutcome(consumed(record))).toEqual(OUTCOME);
  });
});

describe('a record that only a bug or a foreign producer makes', () => {
  const good = consumed(encodeDelivery(TOPICS, META, Buffer.from('1')));

  it.each<[string, () => unknown]>([
    ['a delivery without meta', () => decodeDelivery({ ...good, headers: {} })],
    ['a delivery whose meta is not JSON', () => decodeDelivery({ ...good, headers: { meta: '{' } })],
    ['a delivery whose meta is another’s', () => decodeDelivery({ ...good, headers: { meta: '{"id":1}' } })],
    ['a delivery whose meta is null', () => decodeDelivery({ ...good, headers: { meta: 'null' } })],
    ['a delivery without a value', () => decodeDelivery({ ...good, value: null })],
    ['an outcome without a value', () => decodeOutcome({ ...good, value: null })],
    ['an outcome that is not JSON', () => decodeOutcome({ ...good, value: Buffer.from('x') })],
    ['an outcome that is another thing', () => decodeOutcome({ ...good, value: Buffer.from('[]') })],
  ])('is told by where it stands: %s', (_name, decode) => {
    expect(decode).toThrow(InternalRecordUnreadable);
    expect(decode).toThrow(/carehook\.deliveries .*partition 1, offset 7/);
  });
});

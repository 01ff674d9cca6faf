import { describe, expect, it } from 'vitest';
import type { DeliveryMeta, EventAttributes } from '#domain';
import { decodeDelivery, encodeDelivery } from './delivery.codec.js';
import { decodeEvent, encodeEvent } from './event.codec.js';
import type { OutgoingRecord } from './gathering.producer.js';
import type { ConsumedRecord } from './record.js';
import { TopicNames } from './topics.js';

const TOPICS = new TopicNames({ KAFKA_TOPIC_PREFIX: 'carehook.', EVENT_TOPICS: [] });
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const OTHER = '00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01';

const EVENT: EventAttributes = {
  ...{ tenantId: 'clinic-a', id: 'e1', type: 'patient.created', source: '/ris', time: '2026-03-07T15:29:59Z' },
  ...{ contentType: 'application/json', extensions: { ward: '7' } },
};

function consumed({ topic, value, headers = {} }: OutgoingRecord, more: Record<string, string> = {}): ConsumedRecord {
  const texts = Object.entries({ ...headers, ...more });
  return {
    ...{ topic, partition: 0, offset: 7, timestampMs: 1_772_897_400_000, key: null },
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(texts.map(([name, text]) => [name, Buffer.from(String(text))])),
  };
}

const encoded = (event = EVENT, trace?: { traceparent: string; tracestate?: string }) =>
  encodeEvent(TOPICS, event, { data: Buffer.from('{}') }, { idIsMade: false, trace });

describe('the record of an event', () => {
  it('is no longer where the event is in no trace', () => {
    expect(Object.keys(encoded().headers ?? {}).filter((name) => name.includes('trace'))).toEqual([]);
    const decoded = decodeEvent(TOPICS, consumed(encoded()));
    expect(decoded).not.toHaveProperty('traceparent');
    expect(decoded.event.extensions).toEqual({ ward: '7' });
  });

  it('says its trace in headers, which become attributes of an event that has none', () => {
    const record = consumed(encoded(EVENT, { traceparent: TRACEPARENT, tracestate: 'a=1' }));
    const { event, traceparent } = decodeEvent(TOPICS, record);
    expect(traceparent).toBe(TRACEPARENT);
    expect(event.extensions).toEqual({ ward: '7', traceparent: TRACEPARENT, tracestate: 'a=1' });
  });

  it('leaves the attributes as they are of an event that names its trace itself', () => {
    const own = { ...EVENT, extensions: { traceparent: OTHER } };
    const { event, traceparent } = decodeEvent(TOPICS, consumed(encoded(own, { traceparent: TRACEPARENT })));
    expect(traceparent).toBe(TRACEPARENT);
    expect(event.extensions).toEqual({ traceparent: OTHER });
  });

  it('of a producer whose header is no traceparent is read as if it had none', () => {
    const { event, traceparent } = decodeEvent(TOPICS, consumed(encoded(), { traceparent: '00-1', tracestate: 'a=1' }));
    expect(traceparent).toBeUndefined();
    expect(event.extensions).toEqual({ ward: '7' });
  });
});

describe('the record of a delivery', () => {
  const { traceparent: _, ...decoded } = decodeEvent(TOPICS, consumed(encoded()));
  const meta: Omit<DeliveryMeta, 'dataInline'> = {
    ...{ deliveryId: 'd', webhookId: 'w', attempt: 1, handover: 1, reason: 'first', event: decoded.event },
  };
  const record = (more: Partial<DeliveryMeta> = {}) =>
    consumed(encodeDelivery(TOPICS, { ...meta, ...more }, Buffer.from('{}')));

  it('names the span that routed it, and is no longer where there is none', () => {
    expect(decodeDelivery(record({ traceparent: OTHER })).meta.traceparent).toBe(OTHER);
    expect(record().headers.meta?.toString()).not.toContain('trace');
  });

  it('has nothing that the version before could not read, nor needs what that did not write', () => {
    const written = JSON.parse(String(record({ traceparent: OTHER }).headers.meta)) as DeliveryMeta;
    const { traceparent: added, ...before } = written;
    expect(added).toBe(OTHER);
    expect(before).toEqual({ ...meta, dataInline: true });
    const old = { ...record(), headers: { meta: Buffer.from(JSON.stringify(before)) } };
    expect(decodeDelivery(old).meta).toEqual({ ...meta, dataInline: true });
  });
});

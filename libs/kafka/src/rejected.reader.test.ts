import { describe, expect, it } from 'vitest';
import type { ConsumedRecord } from './record.js';
import { decodeRejection } from './rejected.reader.js';
import { encodeRejected, RecordRejected } from './rejected.record.js';
import { TopicNames } from './topics.js';

const NAMES = new TopicNames({
  KAFKA_TOPIC_PREFIX: 'carehook.',
  EVENT_TOPICS: [{ topic: 'own.events', tenantId: 'hospital-a' }],
});
const HEADERS = { ce_tenant: 'clinic-b', ce_id: 'e1', ce_type: 'patient.created', ce_subject: 'Miller' };

const record = (part: Partial<ConsumedRecord> = {}): ConsumedRecord => ({
  ...{ topic: 'carehook.events', partition: 3, offset: 17, timestampMs: 1_000, key: null },
  ...{ value: Buffer.from('{"a":'), headers: HEADERS },
  ...part,
});

/** Through the topic. */
function read(bad: ConsumedRecord, rejection = new RecordRejected('invalid_json', 'syntax at 5')) {
  const { topic, value, headers } = encodeRejected(NAMES, bad, rejection);
  const texts = headers as ConsumedRecord['headers'];
  return decodeRejection(NAMES, {
    ...record(),
    topic,
    partition: 0,
    offset: 0,
    value: value as Buffer,
    headers: texts,
  });
}

describe('a rejected record', () => {
  it('comes back with its place, its reason and whose it is', () => {
    expect(read(record())).toMatchObject({
      ...{ topic: 'carehook.events', partition: 3, offset: 17, rejectedAtMs: 1_000, sizeBytes: 5 },
      ...{ reason: 'invalid_json', detail: 'syntax at 5' },
      ...{ tenantId: 'clinic-b', eventId: 'e1', eventType: 'patient.created' },
    });
    expect(JSON.stringify(read(record()))).not.toContain('Miller');
    expect(read(record()).id).toBe(read(record()).id);
  });

  it('has an id of its own in each place', () => {
    const others = [record({ offset: 18 }), record({ partition: 4 }), record({ topic: 'own.events' })];
    expect(new Set([record(), ...others].map((each) => read(each).id)).size).toBe(4);
  });

  it("is its topic's tenant's, and nobody's where the topic is not known", () => {
    expect(read(record({ topic: 'own.events' })).tenantId).toBe('hospital-a');
    expect(read(record({ topic: 'forgotten.events' })).tenantId).toBeUndefined();
  });

  it('too large to be kept says so, and whose it was', () => {
    const value = Buffer.alloc(14 * 1024 * 1024);
    const { sizeBytes, ...rest } = read(record({ value }), new RecordRejected('too_large', 'of data'));
    expect(rest).toMatchObject({ reason: 'too_large', tenantId: 'clinic-b', eventId: 'e1' });
    expect(sizeBytes).toBeGreaterThan(value.length);
  });

  it.each([
    ['{"tenant":"clinic-b","id":"e2","type":"a.b","data":1}', 'clinic-b', 'e2'],
    ['{"tenant":7,"id":{}}', undefined, undefined],
    ['["tenant"]', undefined, undefined],
    ['{"tenant":"clinic-b"', undefined, undefined],
  ])('in structured mode is whose its envelope says: %s', (value, tenantId, eventId) => {
    const headers = { ...HEADERS, 'content-type': 'application/cloudevents+json; charset=utf-8' };
    expect(read(record({ value: Buffer.from(value), headers }))).toMatchObject({ tenantId, eventId });
  });

  it.each<[string, Partial<ConsumedRecord>]>([
    ['without headers', { headers: {} }],
    ['with a place that is none', { headers: { 'rejected-topic': 'a b', 'rejected-offset': '-1' } }],
    ['with names that PostgreSQL cannot hold', { headers: { ce_tenant: 'a\0', ce_id: '\0', ce_type: '\ud800' } }],
    ['with a reason that PostgreSQL cannot hold', { headers: { 'rejected-reason': 'not_an_event: \0 a\nb' } }],
    ['of a clock that is wrong', { timestampMs: -1 }],
    ['of another clock that is wrong', { timestampMs: 2 ** 53 }],
    ['with a size that is none', { value: null, headers: { 'rejected-bytes': '9'.repeat(40) } }],
  ])('of somebody else’s making can be written all the same: %s', (_, part) => {
    const read = decodeRejection(NAMES, record({ headers: {}, topic: 'carehook.events.rejected', ...part }));
    expect(read).toMatchObject({ topic: 'carehook.events.rejected', partition: 3, offset: 17 });
    expect(JSON.stringify(read)).not.toMatch(/\\u0000|\\ud800|\\n/);
    expect(read.sizeBytes).toBeLessThan(2 ** 40);
    expect(read.rejectedAtMs).toBeGreaterThanOrEqual(0);
    expect(read.tenantId).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { EVENT_LIMITS, type EventAttributes } from '#domain';
import { SEALED_DATA_EXTRA_BYTES } from '#signing';
import { decodeEvent, encodeEvent, parseEventData } from './event.codec.js';
import type { OutgoingRecord } from './gathering.producer.js';
import type { ConsumedRecord } from './record.js';
import { encodeRejected, RecordRejected } from './rejected.record.js';
import { TopicNames } from './topics.js';

const ACCEPTED_MS = Date.UTC(2026, 2, 7, 15, 30, 0);
const TOPICS = new TopicNames({
  KAFKA_TOPIC_PREFIX: 'carehook.',
  EVENT_TOPICS: [{ topic: 'hospital-a.events', tenantId: 'hospital-a' }],
});

const EVENT: EventAttributes = {
  tenantId: 'clinic-a',
  id: 'ward-7/00042',
  type: 'patient.created',
  source: '/clinic-a/registry',
  subject: 'patient-123',
  time: '2026-03-07T15:29:59.5Z',
  contentType: 'application/json',
  extensions: { organizationid: 'org-9' },
};
const DATA = Buffer.from('{"amount": 1.00, "mrn": 12345678901234567890}');

const HEADERS = {
  ce_specversion: '1.0',
  ce_id: 'e1',
  ce_type: 'patient.created',
  ce_source: '/ris',
  ce_tenant: 'clinic-a',
};

function recordOf(changes: Partial<ConsumedRecord>): ConsumedRecord {
  return {
    topic: 'carehook.events',
    partition: 3,
    offset: 42,
    timestampMs: ACCEPTED_MS,
    key: null,
    value: DATA,
    headers: HEADERS,
    ...changes,
  };
}

/** As the record comes back from Kafka: header values are bytes. */
function consumed({ topic, key, value, headers = {} }: OutgoingRecord): ConsumedRecord {
  const asBytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]);
  return recordOf({
    topic,
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    headers: Object.fromEntries(asBytes),
  });
}

function structured(json: string, changes: Partial<ConsumedRecord> = {}): ConsumedRecord {
  const headers = { 'content-type': Buffer.from('application/cloudevents+json; charset=UTF-8') };
  return recordOf({ value: Buffer.from(json), headers, ...changes });
}

const ENVELOPE = '"specversion":"1.0","id":"e1","type":"patient.created","source":"/ris","tenant":"clinic-a"';

function rejectionOf(record: ConsumedRecord): string {
  try {
    const { event, data } = decodeEvent(TOPICS, record);
    parseEventData(event, data);
  } catch (error) {
    if (error instanceof RecordRejected) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('an event written and read again', () => {
  it('is the same, its data byte for byte', () => {
    const record = consumed(encodeEvent(TOPICS, EVENT, { data: DATA }, { idIsMade: false }));
    const { event, data, idIsProducers } = decodeEvent(TOPICS, record);
    expect(event).toEqual({ ...EVENT, acceptedAtMs: ACCEPTED_MS, uid: expect.any(String) });
    expect(data.equals(DATA)).toBe(true);
    expect(idIsProducers).toBe(true);
  });

  it('has the same uid whenever it is read, and another at another time', () => {
    const record = consumed(encodeEvent(TOPICS, EVENT, { data: DATA }, { idIsMade: false }));
    const uidOf = (each: ConsumedRecord) => decodeEvent(TOPICS, each).event.uid;
    expect(uidOf(record)).toBe(uidOf({ ...record, offset: 99 }));
    expect(uidOf(record)).not.toBe(uidOf({ ...record, timestampMs: ACCEPTED_MS + 1 }));
  });

  it('remembers that its id was made, so that it is never taken for a duplicate', () => {
    const record = consumed(encodeEvent(TOPICS, EVENT, { data: DATA }, { idIsMade: true }));
    expect(decodeEvent(TOPICS, record).idIsProducers).toBe(false);
  });

  it('may lack a subject', () => {
    const { subject: _, ...rest } = EVENT;
    const record = encodeEvent(TOPICS, rest, { data: DATA }, { idIsMade: false });
    expect(record.headers).not.toHaveProperty('ce_subject');
    expect(decodeEvent(TOPICS, consumed(record)).event).not.toHaveProperty('subject');
  });
});

describe('the key of an event’s record', () => {
  const keyOf = (changes: Partial<EventAttributes>) =>
    encodeEvent(TOPICS, { ...EVENT, ...changes }, { data: DATA }, { idIsMade: false }).key;

  it('never holds the subject, which may name a patient', () => {
    expect(keyOf({ subject: 'p1' })).not.toContain('p1');
    expect(String(keyOf({}))).toMatch(/^[\w-]{22}$/);
  });

  it('is the same for every event of a subject, and another for another subject or tenant', () => {
    expect(keyOf({ id: 'e2', type: 'patient.updated' })).toBe(keyOf({}));
    expect(keyOf({ subject: 'patient-124' })).not.toBe(keyOf({}));
    expect(keyOf({ tenantId: 'clinic-b' })).not.toBe(keyOf({}));
  });

  it('is missing where there is no subject, and with it no order to keep', () => {
    const { subject: _, ...without } = EVENT;
    expect(encodeEvent(TOPICS, without, { data: DATA }, { idIsMade: false }).key).toBeNull();
  });
});

describe('a sealed event', () => {
  const keyId = '0195709a-7c00-7000-8000-000000000001';
  const sealed = (data: Buffer) => encodeEvent(TOPICS, EVENT, { data, sealedUnder: keyId }, { idIsMade: true });

  it('names its data key in a header and keeps its content type', () => {
    const record = sealed(DATA);
    expect(record.headers).toMatchObject({ 'carehook-sealed': keyId, 'content-type': EVENT.contentType });
    expect(decodeEvent(TOPICS, consumed(record))).toMatchObject({ data: DATA, sealedUnder: keyId });
  });

  it('may be as much longer as sealing makes it, and no more', () => {
    const largest = Buffer.alloc(EVENT_LIMITS.maxDataBytes + SEALED_DATA_EXTRA_BYTES);
    expect(decodeEvent(TOPICS, consumed(sealed(largest))).data).toHaveLength(largest.length);
    expect(rejectionOf(consumed(sealed(Buffer.concat([largest, DATA]))))).toMatch(/^too_large/);
  });

  it('is rejected where the name of its key is none', () => {
    expect(rejectionOf(recordOf({ headers: { ...HEADERS, 'carehook-sealed': "'; drop" } }))).toMatch(/^unsealable: /);
  });
});

describe('binary mode', () => {
  it('fills in what a producer need not say', () => {
    const { event } = decodeEvent(TOPICS, recordOf({}));
    expect(event).toMatchObject({
      contentType: 'application/json',
      time: new Date(ACCEPTED_MS).toISOString(),
      extensions: {},
    });
  });

  it('takes the last of a header that was sent more than once', () => {
    const headers = { ...HEADERS, ce_id: [Buffer.from('first'), Buffer.from('last')], ce_ward: ['a', 'b'] };
    const { event } = decodeEvent(TOPICS, recordOf({ headers }));
    expect(event.id).toBe('last');
    expect(event.extensions).toEqual({ ward: 'b' });
  });

  it('knows header names in any case, and leaves those without prefix alone', () => {
    const headers = { ...HEADERS, CE_Subject: 'p1', traceparent: '00-1' };
    const { event } = decodeEvent(TOPICS, recordOf({ headers }));
    expect(event.subject).toBe('p1');
    expect(event.extensions).toEqual({});
  });

  it('does not look into data of another type than JSON', () => {
    const value = Buffer.from('MSH|^~\\&|LAB\r\u0000');
    const record = recordOf({ value, headers: { ...HEADERS, 'content-type': 'application/hl7-v2' } });
    const decoded = decodeEvent(TOPICS, record);
    expect(decoded.data).toBe(value);
    expect(parseEventData(decoded.event, decoded.data)).toBeUndefined();
  });
});

describe('structured mode', () => {
  it('cuts the data out of the envelope byte for byte', () => {
    const record = structured(`{${ENVELOPE},"subject":"p1","data": {"amount": 1.00, "n": 12345678901234567890} }`);
    const { event, data } = decodeEvent(TOPICS, record);
    expect(data.toString()).toBe('{"amount": 1.00, "n": 12345678901234567890}');
    expect(event).toMatchObject({ tenantId: 'clinic-a', id: 'e1', type: 'patient.created', subject: 'p1' });
  });

  it('decodes data_base64', () => {
    const json = `{${ENVELOPE},"datacontenttype":"application/dicom","data_base64":"AAH/"}`;
    const { event, data } = decodeEvent(TOPICS, structured(json));
    expect([...data]).toEqual([0, 1, 255]);
    expect(event.contentType).toBe('application/dicom');
  });

  it('takes text out of its JSON string where its type is not JSON', () => {
    const json = `{${ENVELOPE},"datacontenttype":"application/hl7-v2","data":"MSH|^~\\\\&|\\rPID"}`;
    expect(decodeEvent(TOPICS, structured(json)).data.toString()).toBe('MSH|^~\\&|\rPID');
  });

  it('may lack data, which is null then', () => {
    expect(decodeEvent(TOPICS, structured(`{${ENVELOPE}}`)).data.toString()).toBe('null');
  });

  it('keeps a number among the attributes as the producer wrote it', () => {
    const json = `{${ENVELOPE},"organizationid":1234567890123456789,"priority":1.00,"urgent":true,"data":1}`;
    expect(decodeEvent(TOPICS, structured(json)).event.extensions).toEqual({
      organizationid: '1234567890123456789',
      priority: '1.00',
      urgent: 'true',
    });
  });

  it('takes a member that is null for one that is not there', () => {
    const { event } = decodeEvent(TOPICS, structured(`{${ENVELOPE},"subject":null,"data":null}`));
    expect(event).not.toHaveProperty('subject');
  });

  it('allows data as deep as in binary mode', () => {
    const data = '['.repeat(100) + ']'.repeat(100);
    expect(rejectionOf(structured(`{${ENVELOPE},"data":${data}}`))).toBe('accepted');
    expect(rejectionOf(structured(`{${ENVELOPE},"data":[${data}]}`))).toMatch(/^invalid_json: .*too deep/);
  });
});

describe('the tenant', () => {
  it('of a topic of one tenant is that one, whatever the record claims', () => {
    const record = recordOf({ topic: 'hospital-a.events', headers: { ...HEADERS, ce_tenant: 'clinic-b' } });
    const { event } = decodeEvent(TOPICS, record);
    expect(event.tenantId).toBe('hospital-a');
    expect(event.extensions).toEqual({});
  });

  it('need not be claimed there', () => {
    const { ce_tenant: _, ...headers } = HEADERS;
    expect(decodeEvent(TOPICS, recordOf({ topic: 'hospital-a.events', headers })).event.tenantId).toBe('hospital-a');
  });

  it('of such a topic is ignored in structured mode too', () => {
    const record = structured(`{${ENVELOPE},"data":1}`, { topic: 'hospital-a.events' });
    expect(decodeEvent(TOPICS, record).event.tenantId).toBe('hospital-a');
  });
});

describe('a record is rejected', () => {
  const without = (name: keyof typeof HEADERS) => {
    const { [name]: _, ...headers } = HEADERS;
    return recordOf({ headers });
  };
  const withHeader = (name: string, value: string) => recordOf({ headers: { ...HEADERS, [name]: value } });

  it.each<[string, ConsumedRecord, RegExp]>([
    ['without a value', recordOf({ value: null }), /^null_value: /],
    ['without ce_specversion', without('ce_specversion'), /^not_an_event: no ce_specversion$/],
    ['without ce_id', without('ce_id'), /^not_an_event: no ce_id$/],
    ['without ce_type', without('ce_type'), /^not_an_event: no ce_type$/],
    ['without ce_source', without('ce_source'), /^not_an_event: no ce_source$/],
    ['without ce_tenant', without('ce_tenant'), /^not_an_event: no ce_tenant$/],
    ['of another version', withHeader('ce_specversion', '0.3'), /^not_an_event: ce_specversion/],
    ['of a tenant that is no id', withHeader('ce_tenant', 'Clinic A'), /^invalid_attribute: tenant: /],
    ['with a bad type', withHeader('ce_type', 'patient created'), /^invalid_attribute: type: /],
    ['with an empty id', withHeader('ce_id', ''), /^invalid_attribute: id: /],
    ['with a bad time', withHeader('ce_time', 'yesterday'), /^invalid_attribute: time: /],
    ['with a long subject', withHeader('ce_subject', 'x'.repeat(1_025)), /^invalid_attribute: subject: /],
    ['with a bad extension name', withHeader('ce_patient_id', '1'), /^invalid_attribute: patient_id: /],
    ['of data over 10 MiB', recordOf({ value: Buffer.alloc(10 * 1024 * 1024 + 1, 0x20) }), /^too_large: /],
    ['of data that is not the JSON it says', recordOf({ value: Buffer.from('{"a":') }), /^invalid_json: /],
    ['of JSON that is not UTF-8', recordOf({ value: Buffer.from([0x22, 0xff, 0x22]) }), /^invalid_json: /],
    ['stamped before 1970', recordOf({ timestampMs: -1 }), /^invalid_attribute: timestamp: /],
    ['stamped beyond what an id holds', recordOf({ timestampMs: 2 ** 48 }), /^invalid_attribute: timestamp: /],
    ['whose envelope is not JSON', structured('{"specversion"'), /^invalid_json: /],
    ['whose envelope is no object', structured('[1]'), /^not_an_event: /],
    ['whose envelope says something twice', structured(`{${ENVELOPE},"data":1,"data":2}`), /^invalid_json: /],
    ['with data_base64 that is no text', structured(`{${ENVELOPE},"data_base64":7}`), /data_base64: /],
    ['with data_base64 that is not base64', structured(`{${ENVELOPE},"data_base64":"AA*H"}`), /data_base64: /],
    ['with data_base64 that is cut off', structured(`{${ENVELOPE},"data_base64":"AAAAA"}`), /data_base64: /],
    ['with an object as attribute', structured(`{${ENVELOPE},"ward":{},"data":1}`), /^invalid_attribute: ward: /],
  ])('%s', (_name, record, reason) => {
    expect(rejectionOf(record)).toMatch(reason);
  });

  it('without quoting what stands in it', () => {
    const record = recordOf({ value: Buffer.from('{"name":"Miller", oops}') });
    expect(rejectionOf(record)).not.toContain('Miller');
    expect(rejectionOf(withHeader('ce_subject', 'Miller\u0007'))).not.toContain('Miller');
  });
});

describe('the record of a rejection', () => {
  const rejection = new RecordRejected('not_an_event', 'no ce_id');

  it('is the bad record with where it stood and why it was refused', () => {
    const record = recordOf({ key: Buffer.from('k'), headers: { a: Buffer.from([1, 255]), b: ['x', 'y'] } });
    expect(encodeRejected(TOPICS, record, rejection)).toEqual({
      topic: 'carehook.events.rejected',
      key: Buffer.from('k'),
      value: DATA,
      headers: {
        a: Buffer.from([1, 255]),
        b: 'y',
        'rejected-reason': 'not_an_event: no ce_id',
        'rejected-topic': 'carehook.events',
        'rejected-partition': '3',
        'rejected-offset': '42',
      },
    });
  });

  it('has a key though the bad one had none, and no value where there was none', () => {
    const record = encodeRejected(TOPICS, recordOf({ value: null }), rejection);
    expect(record).toMatchObject({ key: 'carehook.events/3', value: null });
  });

  it('is not made larger than Kafka takes by a name of megabytes', () => {
    const name = 'x'.repeat(2_000_000);
    const record = structured(`{${ENVELOPE},"${name}":{},"data":1}`);
    const reason = new RecordRejected('invalid_attribute', rejectionOf(record));
    expect(String(encodeRejected(TOPICS, record, reason).headers?.['rejected-reason']).length).toBeLessThan(1_000);
  });
});

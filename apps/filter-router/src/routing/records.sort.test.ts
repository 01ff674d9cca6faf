import { describe, expect, it } from 'vitest';
import { DataErased, DataKeyUnavailable } from '#directory';
import type { EventValidation, HeldData, Webhook } from '#domain';
import { type ConsumedRecord, TopicNames } from '#kafka';
import { DataUnsealable } from '#signing';
import { type RoutingKnowledge, sortRecords } from './records.sort.js';

const TOPICS = new TopicNames({ KAFKA_TOPIC_PREFIX: 'carehook.', EVENT_TOPICS: [] });

const WEBHOOK = { id: 'w1' } as Webhook;

/** Knows one tenant, with one webhook for whatever happens there. */
const WEBHOOKS: RoutingKnowledge['webhooks'] = {
  hasTenant: (tenantId) => tenantId === 'clinic-a',
  match: () => [WEBHOOK],
};

/** Ward 7 fits the schema, other wards do not. */
const eventTypes = (validation: EventValidation): RoutingKnowledge['eventTypes'] => ({
  validationOf: () => validation,
  problems: (_tenantId, _type, data) =>
    (data as { ward?: string }).ward === '7' ? [] : [{ field: 'data.ward', reason: 'must be 7' }],
});
/** Opens what is in the clear; anything else fails as it is told to. */
const dataKeys = (failure?: Error): RoutingKnowledge['dataKeys'] => ({
  unseal: (_event, { data, sealedUnder }: HeldData) => {
    if (sealedUnder !== undefined && failure) throw failure;
    return data;
  },
});
const KNOWN: RoutingKnowledge = { webhooks: WEBHOOKS, eventTypes: eventTypes('off'), dataKeys: dataKeys() };

const KEY_ID = '0195709a-7c00-7000-8000-000000000001';

function record(offset: number, changes: Partial<ConsumedRecord> = {}, headers: Record<string, string> = {}) {
  return {
    topic: 'carehook.events',
    partition: 0,
    offset,
    timestampMs: Date.UTC(2026, 2, 7),
    key: null,
    value: Buffer.from('{"ward":"7"}'),
    headers: {
      ce_specversion: '1.0',
      ce_id: `e${offset}`,
      ce_type: 'patient.created',
      ce_source: '/ris',
      ce_tenant: 'clinic-a',
      ...headers,
    },
    ...changes,
  } satisfies ConsumedRecord;
}

function sorted(records: ConsumedRecord[], known: Partial<RoutingKnowledge> = {}, topics = TOPICS) {
  const { events, rejected } = sortRecords(records, topics, { ...KNOWN, ...known });
  return {
    routed: events.map(({ record: { offset } }) => offset),
    rejected: rejected.map(({ record: { offset }, rejection }) => `${offset} ${rejection.reason}`),
  };
}

describe('sortRecords', () => {
  it('gives each event with its record and the webhooks that want it', () => {
    const one = record(1);
    const { events, rejected } = sortRecords([one], TOPICS, KNOWN);
    expect(events).toMatchObject([{ decoded: { event: { id: 'e1' }, data: one.value }, webhooks: [WEBHOOK] }]);
    expect(events[0]?.record).toBe(one);
    expect(rejected).toEqual([]);
  });

  it('gives an alert about a webhook to who asked for it by name, other than that webhook', () => {
    const webhooks = [['w1', 'webhook.*'] as const, ['w2', 'webhook.*'] as const, ['w3', '*'] as const].map(
      ([id, pattern]) => ({ id, events: [pattern] }) as unknown as Webhook,
    );
    const alert = record(1, {}, { ce_type: 'webhook.failing', ce_source: 'carehook', ce_subject: 'w1' });
    const known = { ...KNOWN, webhooks: { ...WEBHOOKS, match: () => webhooks } };
    const { events } = sortRecords([alert, record(2)], TOPICS, known);
    expect(events.map((event) => event.webhooks.map(({ id }) => id))).toEqual([['w2'], ['w1', 'w2', 'w3']]);
  });

  it('lets no poison record stop another', () => {
    const records = [
      record(1),
      record(2, { value: null }),
      record(3, { value: Buffer.from('{"ward":') }),
      record(4, { headers: {} }),
      record(5, { value: Buffer.from([0xff]) }),
      record(6, { timestampMs: Number.NaN }),
      record(7),
    ];
    expect(sorted(records)).toEqual({
      routed: [1, 7],
      rejected: ['2 null_value', '3 invalid_json', '4 not_an_event', '5 invalid_json', '6 invalid_attribute'],
    });
  });

  it('rejects an event of a tenant that does not exist', () => {
    expect(sorted([record(1, {}, { ce_tenant: 'nobody' }), record(2)])).toEqual({
      routed: [2],
      rejected: ['1 unknown_tenant'],
    });
  });

  it('rejects data that is not the JSON it says, though no filter looks at it', () => {
    expect(sorted([record(1, { value: Buffer.from('') })]).rejected).toEqual(['1 invalid_json']);
  });

  it('parses what event-ingest accepted in the clear only if a filter looks at it', () => {
    const broken = { value: Buffer.from('{"ward":') };
    const accepted = record(1, broken, { 'carehook-accepted': '1' });
    expect(sorted([accepted]).routed).toEqual([1]);
    const match = (_event: unknown, data: () => unknown) => (data() ? [WEBHOOK] : []);
    expect(sorted([accepted], { webhooks: { ...WEBHOOKS, match } }).rejected).toEqual(['1 invalid_json']);
    const sealed = record(2, broken, { 'carehook-accepted': '1', 'carehook-sealed': KEY_ID });
    expect(sorted([sealed]).rejected).toEqual(['2 invalid_json']);
  });

  it('takes data of another type as it is, and shows filters none of it', () => {
    const seen: unknown[] = [];
    const webhooks = {
      hasTenant: () => true,
      match: (_event: unknown, parseData: () => unknown) => {
        seen.push(parseData());
        return [];
      },
    };
    const hl7 = record(1, { value: Buffer.from('MSH|^~\\&') }, { 'content-type': 'application/hl7-v2' });
    expect(sorted([hl7, record(2)], { webhooks }).routed).toEqual([1, 2]);
    expect(seen).toEqual([undefined, { ward: '7' }]);
  });

  it('sets aside what nobody foresaw, and keeps of it only its kind', () => {
    const webhooks = {
      hasTenant: () => true,
      match: (event: { id: string }) => {
        if (event.id === 'e1') throw new TypeError('Miller is not a function');
        return [];
      },
    };
    const { events, rejected } = sortRecords([record(1), record(2)], TOPICS, { ...KNOWN, webhooks });
    expect(events).toHaveLength(1);
    expect(rejected[0]?.rejection.message).toBe('routing_failed: TypeError');
  });

  it('keeps an event that no webhook wants: it counts as routed', () => {
    expect(sorted([record(1)], { webhooks: { hasTenant: () => true, match: () => [] } }).routed).toEqual([1]);
  });
});

describe('data that does not fit the schema of its type', () => {
  const misfit = (offset: number, headers: Record<string, string> = {}, changes: Partial<ConsumedRecord> = {}) =>
    record(offset, { value: Buffer.from('{"ward":"Miller"}'), ...changes }, headers);
  const reject = { eventTypes: eventTypes('reject') };

  it('is rejected where the tenant wants that, with the place and nothing of the data', () => {
    const { rejected } = sortRecords([misfit(1)], TOPICS, { ...KNOWN, ...reject });
    expect(rejected[0]?.rejection.message).toBe('schema_mismatch: data.ward: must be 7');
    expect(sorted([misfit(1), record(2)], reject)).toEqual({ routed: [2], rejected: ['1 schema_mismatch'] });
  });

  it.each(['off', 'warn'] as const)('is routed where the tenant says %s', (validation) => {
    expect(sorted([misfit(1)], { eventTypes: eventTypes(validation) }).routed).toEqual([1]);
  });

  it('is routed once event-ingest has answered for it: nothing accepted is lost', () => {
    expect(sorted([misfit(1, { 'carehook-accepted': '1' })], reject).routed).toEqual([1]);
  });

  it('is rejected in a topic of the tenant’s own, whoever claims that it was accepted', () => {
    const topics = new TopicNames({
      KAFKA_TOPIC_PREFIX: 'carehook.',
      EVENT_TOPICS: [{ topic: 'own', tenantId: 'clinic-a' }],
    });
    const own = misfit(1, { 'carehook-accepted': '1' }, { topic: 'own' });
    expect(sorted([own], reject, topics).rejected).toEqual(['1 schema_mismatch']);
  });

  it('is not looked for in what is not JSON', () => {
    expect(sorted([misfit(1, { 'content-type': 'application/hl7-v2' })], reject).routed).toEqual([1]);
  });
});

describe('a sealed record', () => {
  const records = [record(1), record(2, {}, { 'carehook-sealed': KEY_ID }), record(3)];

  it.each([
    ['that was changed', new DataUnsealable('damaged'), '2 unsealable'],
    ["under another tenant's key", new DataUnsealable('foreign_key'), '2 unsealable'],
    ['whose key was dropped', new DataErased(), '2 erased'],
  ])('%s is set aside and stops no other', (_what, failure, rejected) => {
    expect(sorted(records, { dataKeys: dataKeys(failure) })).toEqual({ routed: [1, 3], rejected: [rejected] });
  });

  it('that may be opened later holds up its batch, so that it is not lost', () => {
    const unavailable = dataKeys(new DataKeyUnavailable(KEY_ID, 'why'));
    expect(() => sortRecords(records, TOPICS, { ...KNOWN, dataKeys: unavailable })).toThrow(DataKeyUnavailable);
  });
});

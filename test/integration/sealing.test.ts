import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { KafkaMessage } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOPICS, type Topic } from '#kafka';
import { startApp } from '../../tools/local-stack/src/carehook-app.js';
import { apiClient } from '../support/carehook.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing, status } from '../support/receiver.js';
import { cloudEventHeaders, headerTexts, TopicsClient } from '../support/topics.js';

const RESEAL = 'dist/apps/subscription-api/src/reseal/reseal.main.js';
const run = promisify(execFile);
/** Stands in all data that is published here, and so nowhere else. */
const MARKER = 'Zaphod-Beeblebrox';
const EXACT = `{"name": "${MARKER}", "amount": 1.00, "ward":"7"}`;

let pipeline: Pipeline;
let topics: TopicsClient;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  topics = await TopicsClient.connect(pipeline.carehook);
  tenant = await sealedTenant('Sealed');
});
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
});

async function sealedTenant(name: string): Promise<TestTenant> {
  const made = await pipeline.tenant(name);
  const { body } = await made.admin('PATCH', `/v1/tenants/${made.id}`, { sealing: 'on' });
  expect(body.sealing).toBe('on');
  await untilSealed(made);
  return made;
}

/** event-ingest knows within a second that a tenant seals. */
async function untilSealed({ key }: TestTenant): Promise<void> {
  await eventually(
    async () => {
      const id = randomUUID();
      await publish(key, 'nobody.cares', '{}', id);
      return headerTexts((await recordOf(TOPICS.events, id)).headers);
    },
    (headers) => 'carehook-sealed' in headers,
  );
}

/** Publishes data of these bytes over HTTP. */
async function publish(key: string, type: string, data: string, id: string = randomUUID()): Promise<string> {
  const answer = await pipeline.ingest(key, `{"id":"${id}","type":"${type}","subject":"s","data":${data}}`);
  expect(answer.status, answer.text).toBe(202);
  return id;
}

/** The record of an event, or of its first delivery. */
const recordOf = (topic: Topic, eventId: string): Promise<KafkaMessage> =>
  topics.find(topic, ({ headers }) => {
    const texts = headerTexts(headers);
    return texts.ce_id === eventId || (texts.meta?.includes(`"id":"${eventId}"`) ?? false);
  });
const rowOf = async (eventId: string) =>
  (
    await eventually(
      async () => (await pipeline.carehook.database.query('select * from events where id = $1', [eventId])).rows,
      (rows) => rows.length === 1,
    )
  )[0] as { uid: string; data: Buffer; data_key_id: string | null; schema_problems: string[] | null };
const keysOf = async ({ id, admin }: TestTenant) => (await admin('GET', `/v1/tenants/${id}/data-keys`)).body.data;
const rotate = async ({ id, admin }: TestTenant) => (await admin('POST', `/v1/tenants/${id}/data-keys`)).body.id;
const drop = (of: TestTenant, keyId: string, body: unknown = { confirm: 'erase' }) =>
  of.admin('DELETE', `/v1/tenants/${of.id}/data-keys/${keyId}`, body);
const deliveryOf = async (of: TestTenant, webhookId: string, isIt: (delivery: { status: string }) => boolean) =>
  (
    await eventually(
      async () => (await of.admin('GET', `/v1/webhooks/${webhookId}/deliveries`)).body.data,
      (data) => data.length > 0 && isIt(data[0]),
    )
  )[0];

/** What the tables of events and requests hold, as text. */
async function everythingStored(): Promise<string> {
  const tables = ['events', 'deliveries', 'attempts', 'audit_log', 'tenant_data_keys'];
  const texts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await pipeline.carehook.database.query(`select * from ${table}`);
      return rows.map((row) => Object.values(row).map(textOf).join('\n')).join('\n');
    }),
  );
  return texts.join('\n');
}
const textOf = (value: unknown) => (Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value));

describe('sealed data', () => {
  it('reaches the receiver byte for byte, and stands in the clear in no topic and in no table', async () => {
    const { id: webhookId } = await tenant.webhook('/exact', { events: ['exact.happened'], filters: { ward: '7' } });
    await publish(tenant.key, 'exact.happened', '{"ward":"8"}');
    const id = await publish(tenant.key, 'exact.happened', EXACT);
    const [request] = await pipeline.receiver.waitFor('/exact', 1);
    expect(request?.body.toString()).toContain(`"data":${EXACT}`);

    const [event, delivery, row] = [
      await recordOf(TOPICS.events, id),
      await recordOf(TOPICS.deliveries, id),
      await rowOf(id),
    ];
    const [{ id: keyId }] = await keysOf(tenant);
    expect(headerTexts(event.headers)).toMatchObject({
      'carehook-sealed': keyId,
      'content-type': 'application/json',
    });
    expect(JSON.parse(headerTexts(delivery.headers).meta ?? '')).toMatchObject({ sealedUnder: keyId });
    expect([event.value, row.data]).toEqual([delivery.value, delivery.value]);
    expect(row.data_key_id).toBe(keyId);
    await deliveryOf(tenant, webhookId, (each) => each.status === 'delivered');
    for (const bytes of [event.value, delivery.value]) expect(bytes?.includes(MARKER)).toBe(false);
    expect(await everythingStored()).not.toContain(MARKER);
    expect(pipeline.receiver.received('/exact')).toHaveLength(1);
  });

  it('is shown to people: an event, an explanation, MediLab’s calls', async () => {
    const { id: webhookId } = await tenant.webhook('/shown', { events: ['shown.happened'], dialect: 'medilab' });
    const { uid, data_key_id } = await rowOf(await publish(tenant.key, 'shown.happened', EXACT));
    await pipeline.receiver.waitFor('/shown', 1);
    const shown = await tenant.admin('GET', `/v1/events/${uid}`);
    expect(shown.text).toContain(`"data":${EXACT}`);
    expect(shown.body.dataKeyId).toBe(data_key_id);
    const explained = await tenant.admin('POST', '/v1/filters/explain', { eventId: uid, filters: { ward: '7' } });
    expect(explained.body.matched).toBe(true);
    const calls = await eventually(
      () => tenant.admin('GET', `/api/v1/webhooks/${webhookId}/calls`),
      ({ body }) => body.length === 1,
    );
    expect(calls.text).toContain(`"event_data":${EXACT}`);
  });

  it('goes into tests too, of which no answer is kept', async () => {
    const { id: webhookId } = await tenant.webhook('/tested', { events: ['none.such'] });
    const answer = await tenant.admin('POST', `/v1/webhooks/${webhookId}/test`, {
      eventType: 'tested.now',
      data: { name: MARKER },
    });
    expect(answer.body).toMatchObject({ success: true, attempt: { statusCode: 200, responseBody: null } });
    const [request] = await pipeline.receiver.waitFor('/tested', 1);
    expect(JSON.parse(String(request?.body)).data).toEqual({ name: MARKER });
    const record = await topics.find(TOPICS.deliveries, ({ key }) => key?.toString() === webhookId);
    expect(record.value?.includes(MARKER)).toBe(false);
  });

  it('survives a retry, a replay, and what was missed is found by its filter', async () => {
    pipeline.receiver.on('/again', failing(1));
    const settings = { events: ['again.happened'], retryConfig: { maxRetries: 3, retryDelay: 300 } };
    const { id: webhookId } = await tenant.webhook('/again', { ...settings, dialect: 'zarish-sphere' });
    const from = new Date(Date.now() - 60_000).toISOString();
    await publish(tenant.key, 'again.happened', '{"ward":"7","name":"a"}');
    const [first, second] = await pipeline.receiver.waitFor('/again', 2);
    expect(JSON.parse(String(second?.body)).data).toEqual(JSON.parse(String(first?.body)).data);
    const delivery = await deliveryOf(tenant, webhookId, (each) => each.status === 'delivered');
    expect((await tenant.admin('POST', `/v1/deliveries/${delivery.id}/replay`)).status).toBe(201);
    const [, , third] = await pipeline.receiver.waitFor('/again', 3);
    expect(JSON.parse(String(third?.body)).data).toEqual({ ward: '7', name: 'a' });

    const late = await tenant.webhook('/late', { events: ['again.happened'], filters: { ward: '7', name: 'a' } });
    const none = await tenant.webhook('/none', { events: ['again.happened'], filters: { ward: '8' } });
    const asked = { from, includeMissed: true };
    const count = async (id: string) => (await tenant.admin('POST', `/v1/webhooks/${id}/replay`, asked)).body.count;
    expect([await count(late.id), await count(none.id)]).toEqual([1, 0]);
    await pipeline.receiver.waitFor('/late', 1);
  });

  it('may be too large for the deliveries topic', async () => {
    await tenant.webhook('/large', { events: ['large.happened'] });
    const data = `{"name":"${MARKER}","pad":"${'x'.repeat(200_000)}"}`;
    const id = await publish(tenant.key, 'large.happened', data);
    const [request] = await pipeline.receiver.waitFor('/large', 1);
    expect(request?.body.toString()).toContain(`"data":${data}`);
    expect((await rowOf(id)).data.includes(MARKER)).toBe(false);
  });

  it('that a producer published in the clear is sealed before it goes on', async () => {
    await tenant.webhook('/direct', { events: ['direct.*'] });
    const large = `{"name":"${MARKER}","pad":"${'x'.repeat(100_000)}"}`;
    await topics.publish([
      { value: EXACT, headers: cloudEventHeaders(tenant.id, 'direct-1', 'direct.small') },
      { value: large, headers: cloudEventHeaders(tenant.id, 'direct-2', 'direct.large') },
    ]);
    const requests = await pipeline.receiver.waitFor('/direct', 2);
    const bodies = requests.map(({ body }) => body.toString());
    for (const data of [EXACT, large]) expect(bodies.some((body) => body.includes(`"data":${data}`))).toBe(true);
    expect((await recordOf(TOPICS.deliveries, 'direct-1')).value?.includes(MARKER)).toBe(false);
    for (const id of ['direct-1', 'direct-2']) {
      expect(await rowOf(id)).toMatchObject({ data_key_id: expect.any(String) });
    }
    expect(await everythingStored()).not.toContain(MARKER);
  });

  it('is checked against the schema of its type', async () => {
    await tenant.admin('POST', '/v1/event-types', {
      type: 'bed.freed',
      schema: { required: ['bed'] },
      example: { bed: 1 },
    });
    const id = await publish(tenant.key, 'bed.freed', '{"ward":"7"}');
    expect((await rowOf(id)).schema_problems).toHaveLength(1);
  });
});

describe('deliveries that share a request', () => {
  it('are opened one by one, and one that does not open leaves the others alone', async () => {
    pipeline.receiver.permit('/batched', { 'WebHook-Allowed-Origin': '*' });
    const batch = { maxEvents: 3, maxWaitMs: 5_000 };
    const { id } = await tenant.webhook('/batched', { events: ['one.of.many'], dialect: 'cloudevents', batch });
    const first = await publish(tenant.key, 'one.of.many', EXACT);
    const { key, value, headers } = await recordOf(TOPICS.deliveries, first);
    const meta = JSON.parse(headerTexts(headers).meta ?? '');
    const foul = { ...meta, deliveryId: randomUUID(), event: { ...meta.event, id: 'another' } };
    const topic = `${pipeline.carehook.topicPrefix}${TOPICS.deliveries}`;
    await topics.publish([{ key, value, headers: { meta: JSON.stringify(foul) } }], { topic });
    await publish(tenant.key, 'one.of.many', '{"n":2}');
    const [request] = await pipeline.receiver.waitFor('/batched', 1);
    expect(JSON.parse(String(request?.body)).map(({ data }: { data: unknown }) => data)).toEqual([
      JSON.parse(EXACT),
      { n: 2 },
    ]);
    const dead = await eventually(
      async () => (await tenant.admin('GET', `/v1/webhooks/${id}/deliveries?status=dead`)).body.data,
      (data) => data.length > 0,
    );
    expect(dead).toMatchObject([{ id: foul.deliveryId, lastCode: 'data_unsealable' }]);
  });
});

describe('a record that does not open', () => {
  /** Publishes a sealed record's bytes as somebody else's, or changed. Returns why it was rejected. */
  async function rejectionOf(id: string, value: Buffer, headers: Record<string, string>): Promise<string> {
    await topics.publish([{ value, headers: { ...cloudEventHeaders(tenant.id, id, 'foul.happened'), ...headers } }]);
    const record = await recordOf(TOPICS.rejected, id);
    return headerTexts(record.headers)['rejected-reason'] ?? '';
  }

  it('is rejected and never delivered, and shown to nobody', async () => {
    await tenant.webhook('/foul', { events: ['foul.happened'] });
    const other = await sealedTenant('Other sealed');
    const foreign = await recordOf(TOPICS.events, await publish(other.key, 'foul.happened', EXACT));
    const own = await recordOf(TOPICS.events, await publish(tenant.key, 'sound.happened', EXACT));
    const changed = Buffer.from(own.value ?? '');
    changed[40] = (changed[40] ?? 0) ^ 1;
    const keyId = (record: KafkaMessage) => ({
      'carehook-sealed': headerTexts(record.headers)['carehook-sealed'] ?? '',
    });
    const value = own.value as Buffer;

    expect(await rejectionOf('foul-changed', changed, keyId(own))).toBe('unsealable: damaged');
    expect(await rejectionOf('foul-other-event', value, keyId(own))).toBe('unsealable: damaged');
    expect(await rejectionOf('foul-foreign', foreign.value as Buffer, keyId(foreign))).toBe('unsealable: foreign_key');
    expect(await rejectionOf('foul-unknown', value, { 'carehook-sealed': randomUUID() })).toBe(
      'unsealable: unknown_key',
    );
    expect((await tenant.admin('GET', `/v1/events/${(await rowOf('foul-changed')).uid}`)).status).toBe(409);
    // What comes behind them in the same partitions is routed.
    await publish(tenant.key, 'foul.happened', '{"sound":true}');
    const requests = await pipeline.receiver.waitFor('/foul', 1);
    expect(requests.map(({ body }) => JSON.parse(String(body)).data)).toEqual([{ sound: true }]);
  });
});

describe('a data key', () => {
  it('that was made a moment ago opens what it sealed; those before it go on opening', async () => {
    const rotating = await sealedTenant('Rotating');
    await rotating.webhook('/rotating', { events: ['turn.happened'] });
    const before = await rowOf(await publish(rotating.key, 'turn.happened', '{"n":1}'));
    const keyId = await rotate(rotating);
    let n = 1;
    const after = await eventually(
      async () => rowOf(await publish(rotating.key, 'turn.happened', `{"n":${++n}}`)),
      (row) => row.data_key_id === keyId,
    );
    const requests = await pipeline.receiver.waitFor('/rotating', n);
    expect(new Set(requests.map(({ body }) => JSON.parse(String(body)).data.n)).size).toBe(n);
    for (const { uid } of [before, after]) {
      expect((await rotating.admin('GET', `/v1/events/${uid}`)).status).toBe(200);
    }
    expect((await keysOf(rotating)).map(({ id, seals }: { id: string; seals: boolean }) => [id, seals])).toEqual([
      [keyId, true],
      [before.data_key_id, false],
    ]);
  });

  it('is dropped only by who says so, and not while it seals', async () => {
    const [{ id: keyId }] = await keysOf(tenant);
    for (const body of [null, {}, { confirm: 'yes' }]) expect((await drop(tenant, keyId, body)).status).toBe(400);
    expect((await tenant.admin('DELETE', `/v1/tenants/${tenant.id}/data-keys/${keyId}`)).status).toBe(400);
    expect((await drop(tenant, keyId)).status).toBe(409);
    expect((await drop(tenant, randomUUID())).status).toBe(404);
  });

  it('erases what it sealed when it is dropped: nothing opens, and what waits ends', async () => {
    const erased = await sealedTenant('Erased');
    pipeline.receiver.on('/erased', status(500));
    const settings = { events: ['doomed.*'], retryConfig: { maxRetries: 5, retryDelay: 3_000 } };
    const webhook = await erased.webhook('/erased', { ...settings, dialect: 'zarish-sphere' });
    const large = await erased.webhook('/erased-large', { ...settings, dialect: 'zarish-sphere', events: ['huge.*'] });
    pipeline.receiver.on('/erased-large', status(500));
    const id = await publish(erased.key, 'doomed.happened', EXACT);
    await publish(erased.key, 'huge.happened', `{"pad":"${'x'.repeat(100_000)}"}`);
    const row = await rowOf(id);
    const waits = (each: { status: string }) => each.status === 'pending';
    const { id: deliveryId } = await deliveryOf(erased, webhook.id, waits);
    const record = await recordOf(TOPICS.events, id);
    await deliveryOf(erased, large.id, waits);

    await rotate(erased);
    expect((await drop(erased, row.data_key_id as string)).status).toBe(204);
    expect((await drop(erased, row.data_key_id as string)).status).toBe(204);
    const shown = await erased.admin('GET', `/v1/events/${row.uid}`);
    expect([shown.status, shown.body.error.code]).toEqual([410, 'ERASED']);
    expect((await erased.admin('POST', '/v1/filters/explain', { eventId: row.uid, filters: {} })).status).toBe(410);
    expect((await erased.admin('GET', '/v1/events')).body.data).toContainEqual(
      expect.objectContaining({ uid: row.uid, dataKeyId: row.data_key_id }),
    );

    // One that stood in the topic when the key was dropped.
    await topics.publish([{ value: record.value, headers: headerTexts(record.headers) }]);
    const rejected = await recordOf(TOPICS.rejected, id);
    expect(headerTexts(rejected.headers)['rejected-reason']).toMatch(/^erased: /);

    const ends = (each: { status: string }) => each.status === 'cancelled';
    for (const { id: webhookId } of [webhook, large]) {
      expect(await deliveryOf(erased, webhookId, ends)).toMatchObject({ lastCode: 'data_erased' });
    }
    expect((await erased.admin('POST', `/v1/deliveries/${deliveryId}/replay`)).status).toBe(410);
    expect((await erased.admin('POST', `/v1/deliveries/${deliveryId}/retry`)).status).toBe(409);
    const { rows } = await pipeline.carehook.database.query('select sealed from tenant_data_keys where id = $1', [
      row.data_key_id,
    ]);
    expect(rows).toEqual([{ sealed: null }]);
    const log = (await erased.admin('GET', '/v1/audit-log?action=data-key.drop')).body.data;
    expect(log).toContainEqual(expect.objectContaining({ object: { type: 'data-key', id: row.data_key_id } }));

    await erased.webhook('/alive', { events: ['alive.happened'] });
    await publish(erased.key, 'alive.happened', '{"n":1}');
    await pipeline.receiver.waitFor('/alive', 1);
  });

  it('is sealed anew when the master key is rotated', async () => {
    const { env, database } = pipeline.carehook;
    const next = randomBytes(32).toString('hex');
    const rotated = { CAREHOOK_MASTER_KEY: next, CAREHOOK_OLD_MASTER_KEYS: env.CAREHOOK_MASTER_KEY };
    const masterKeys = async () =>
      (
        await database.query(
          `select distinct encode(substring(sealed from 2 for 4), 'hex') as id from tenant_data_keys where sealed is not null`,
        )
      ).rows.map(({ id }) => id as string);
    const [before] = await masterKeys();
    await run(process.execPath, [RESEAL], { env: { ...process.env, ...env, ...rotated } });
    expect(await masterKeys()).toEqual([expect.not.stringMatching(before ?? '')]);

    const { uid } = await rowOf(await publish(tenant.key, 'sealed.anew', EXACT));
    await expect(startApp('filter-router', env)).rejects.toThrow(/not known here/);
    const api = await startApp('subscription-api', { ...env, CAREHOOK_MASTER_KEY: next });
    try {
      expect((await apiClient(api.url, tenant.key)('GET', `/v1/events/${uid}`)).text).toContain(EXACT);
    } finally {
      await api.process.stop();
    }
  });
});

describe('event-ingest without a master key', () => {
  it('takes events of tenants that do not seal, and says why it takes no others', async () => {
    const { CAREHOOK_MASTER_KEY: _, ...env } = pipeline.carehook.env;
    const open = await pipeline.tenant('Open');
    const ingest = await startApp('event-ingest', env);
    try {
      const post = ({ key }: TestTenant) =>
        apiClient(ingest.url, key)('POST', '/v1/events', { type: 'a.b', data: { name: MARKER } });
      expect((await post(open)).status).toBe(202);
      const refused = await post(tenant);
      expect([refused.status, refused.body.error.code]).toEqual([503, 'UNAVAILABLE']);
      expect(refused.body.error.message).toContain('master key');
    } finally {
      await ingest.process.stop();
    }
  });
});

import { randomUUID } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOPICS } from '#kafka';
import { eventually, type TestTenant } from '../support/pipeline.js';
import { echoing, failing } from '../support/receiver.js';
import { EXACT, MARKER, SealedWorld } from '../support/sealed.world.js';
import { cloudEventHeaders, headerTexts } from '../support/topics.js';

let world: SealedWorld;
let tenant: TestTenant;

beforeAll(async () => {
  world = await SealedWorld.start();
  tenant = await world.sealedTenant('Sealed');
});
afterAll(() => world?.stop());

describe('sealed data', () => {
  it('reaches the receiver byte for byte, and stands in the clear in no topic and in no table, though echoed', async () => {
    world.pipeline.receiver.on('/exact', echoing);
    const { id: webhookId } = await tenant.webhook('/exact', { events: ['exact.happened'], filters: { ward: '7' } });
    await world.publish(tenant.key, 'exact.happened', '{"ward":"8"}');
    const id = await world.publish(tenant.key, 'exact.happened', EXACT);
    const [request] = await world.pipeline.receiver.waitFor('/exact', 1);
    expect(request?.body.toString()).toContain(`"data":${EXACT}`);

    const [event, delivery, row] = [
      await world.recordOf(TOPICS.events, id),
      await world.recordOf(TOPICS.deliveries, id),
      await world.rowOf(id),
    ];
    const keyId = (await world.keysOf(tenant))[0]?.id ?? '';
    expect(headerTexts(event.headers)).toMatchObject({
      'carehook-sealed': keyId,
      'content-type': 'application/json',
    });
    expect(JSON.parse(headerTexts(delivery.headers).meta ?? '')).toMatchObject({ sealedUnder: keyId });
    expect([event.value, row.data]).toEqual([delivery.value, delivery.value]);
    expect(row.data_key_id).toBe(keyId);
    const { id: deliveryId } = await world.deliveryOf(tenant, webhookId, (each) => each.status === 'delivered');
    const outcome = await world.topics.find(TOPICS.outcomes, ({ value }) => value?.includes(deliveryId) ?? false);
    expect((await tenant.admin('GET', `/v1/deliveries/${deliveryId}/attempts`)).body.data).toMatchObject([
      { statusCode: 200, responseBody: null },
    ]);
    for (const bytes of [event.value, delivery.value, outcome.value]) expect(bytes?.includes(MARKER)).toBe(false);
    expect(await world.everythingStored()).not.toContain(MARKER);
    expect(world.pipeline.receiver.received('/exact')).toHaveLength(1);
  });

  it('is shown to people: an event, an explanation, MediLab’s calls', async () => {
    const { id: webhookId } = await tenant.webhook('/shown', { events: ['shown.happened'], dialect: 'medilab' });
    const { uid, data_key_id } = await world.rowOf(await world.publish(tenant.key, 'shown.happened', EXACT));
    await world.pipeline.receiver.waitFor('/shown', 1);
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
    world.pipeline.receiver.on('/tested', echoing);
    const { id: webhookId } = await tenant.webhook('/tested', { events: ['none.such'] });
    const answer = await tenant.admin('POST', `/v1/webhooks/${webhookId}/test`, {
      eventType: 'tested.now',
      data: { name: MARKER },
    });
    expect(answer.body).toMatchObject({ success: true, attempt: { statusCode: 200, responseBody: null } });
    const [request] = await world.pipeline.receiver.waitFor('/tested', 1);
    expect(JSON.parse(String(request?.body)).data).toEqual({ name: MARKER });
    const record = await world.topics.find(TOPICS.deliveries, ({ key }) => key?.toString() === webhookId);
    expect(record.value?.includes(MARKER)).toBe(false);
  });

  it('survives a retry, a replay, and what was missed is found by its filter', async () => {
    world.pipeline.receiver.on('/again', failing(1));
    const settings = { events: ['again.happened'], retryConfig: { maxRetries: 3, retryDelay: 300 } };
    const { id: webhookId } = await tenant.webhook('/again', { ...settings, dialect: 'zarish-sphere' });
    const from = new Date(Date.now() - 60_000).toISOString();
    await world.publish(tenant.key, 'again.happened', '{"ward":"7","name":"a"}');
    const [first, second] = await world.pipeline.receiver.waitFor('/again', 2);
    expect(JSON.parse(String(second?.body)).data).toEqual(JSON.parse(String(first?.body)).data);
    const delivery = await world.deliveryOf(tenant, webhookId, (each) => each.status === 'delivered');
    expect((await tenant.admin('POST', `/v1/deliveries/${delivery.id}/replay`)).status).toBe(201);
    const [, , third] = await world.pipeline.receiver.waitFor('/again', 3);
    expect(JSON.parse(String(third?.body)).data).toEqual({ ward: '7', name: 'a' });

    const late = await tenant.webhook('/late', { events: ['again.happened'], filters: { ward: '7', name: 'a' } });
    const none = await tenant.webhook('/none', { events: ['again.happened'], filters: { ward: '8' } });
    const asked = { from, includeMissed: true };
    const count = async (id: string) => (await tenant.admin('POST', `/v1/webhooks/${id}/replay`, asked)).body.count;
    expect([await count(late.id), await count(none.id)]).toEqual([1, 0]);
    await world.pipeline.receiver.waitFor('/late', 1);
  });

  it('may be too large for the deliveries topic', async () => {
    await tenant.webhook('/large', { events: ['large.happened'] });
    const data = `{"name":"${MARKER}","pad":"${'x'.repeat(200_000)}"}`;
    const id = await world.publish(tenant.key, 'large.happened', data);
    const [request] = await world.pipeline.receiver.waitFor('/large', 1);
    expect(request?.body.toString()).toContain(`"data":${data}`);
    expect((await world.rowOf(id)).data.includes(MARKER)).toBe(false);
  });

  it('that a producer published in the clear is sealed before it goes on', async () => {
    await tenant.webhook('/direct', { events: ['direct.*'] });
    const large = `{"name":"${MARKER}","pad":"${'x'.repeat(100_000)}"}`;
    await world.topics.publish([
      { value: EXACT, headers: cloudEventHeaders(tenant.id, 'direct-1', 'direct.small') },
      { value: large, headers: cloudEventHeaders(tenant.id, 'direct-2', 'direct.large') },
    ]);
    const requests = await world.pipeline.receiver.waitFor('/direct', 2);
    const bodies = requests.map(({ body }) => body.toString());
    for (const data of [EXACT, large]) expect(bodies.some((body) => body.includes(`"data":${data}`))).toBe(true);
    expect((await world.recordOf(TOPICS.deliveries, 'direct-1')).value?.includes(MARKER)).toBe(false);
    for (const id of ['direct-1', 'direct-2']) {
      expect(await world.rowOf(id)).toMatchObject({ data_key_id: expect.any(String) });
    }
    expect(await world.everythingStored()).not.toContain(MARKER);
  });

  it('is checked against the schema of its type', async () => {
    await tenant.admin('POST', '/v1/event-types', {
      type: 'bed.freed',
      schema: { required: ['bed'] },
      example: { bed: 1 },
    });
    const id = await world.publish(tenant.key, 'bed.freed', '{"ward":"7"}');
    expect((await world.rowOf(id)).schema_problems).toHaveLength(1);
  });
});

describe('deliveries that share a request', () => {
  it('are opened one by one, and one that does not open leaves the others alone', async () => {
    world.pipeline.receiver.on('/batched', echoing);
    world.pipeline.receiver.permit('/batched', { 'WebHook-Allowed-Origin': '*' });
    const batch = { maxEvents: 3, maxWaitMs: 5_000 };
    const { id } = await tenant.webhook('/batched', { events: ['one.of.many'], dialect: 'cloudevents', batch });
    const first = await world.publish(tenant.key, 'one.of.many', EXACT);
    const { key, value, headers } = await world.recordOf(TOPICS.deliveries, first);
    const meta = JSON.parse(headerTexts(headers).meta ?? '');
    const foul = { ...meta, deliveryId: randomUUID(), event: { ...meta.event, id: 'another' } };
    const topic = `${world.pipeline.carehook.topicPrefix}${TOPICS.deliveries}`;
    await world.topics.publish([{ key, value, headers: { meta: JSON.stringify(foul) } }], { topic });
    await world.publish(tenant.key, 'one.of.many', '{"n":2}');
    const [request] = await world.pipeline.receiver.waitFor('/batched', 1);
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
    await world.topics.publish([
      { value, headers: { ...cloudEventHeaders(tenant.id, id, 'foul.happened'), ...headers } },
    ]);
    const record = await world.recordOf(TOPICS.rejected, id);
    return headerTexts(record.headers)['rejected-reason'] ?? '';
  }

  it('is rejected and never delivered, and shown to nobody', async () => {
    await tenant.webhook('/foul', { events: ['foul.happened'] });
    const other = await world.sealedTenant('Other sealed');
    const foreign = await world.recordOf(TOPICS.events, await world.publish(other.key, 'foul.happened', EXACT));
    const own = await world.recordOf(TOPICS.events, await world.publish(tenant.key, 'sound.happened', EXACT));
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
    expect((await tenant.admin('GET', `/v1/events/${(await world.rowOf('foul-changed')).uid}`)).status).toBe(409);
    // What comes behind them in the same partitions is routed.
    await world.publish(tenant.key, 'foul.happened', '{"sound":true}');
    const requests = await world.pipeline.receiver.waitFor('/foul', 1);
    expect(requests.map(({ body }) => JSON.parse(String(body)).data)).toEqual([{ sound: true }]);
  });
});

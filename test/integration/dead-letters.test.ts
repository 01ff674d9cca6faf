import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anHourAgo, DeliveryHistory } from '../support/delivery.history.js';
import { eventually, joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import { failing, ok, type ReceivedRequest } from '../support/receiver.js';

const DAY_MS = 86_400_000;
const UNKNOWN_ID = '019bc12b-fb40-7000-8000-00000000e001';

let pipeline: PipelineInUse;
let tenant: TestTenant;
let history: DeliveryHistory;

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('Dead letters', 'zarish-sphere');
  history = new DeliveryHistory(pipeline, tenant);
});
afterAll(() => pipeline?.stop());

/** As if so much time had gone by since a delivery's event. */
async function age(deliveryId: string, ms: number): Promise<void> {
  await pipeline.carehook.database.query(
    `update deliveries set expires_at = expires_at - $2 * interval '1 millisecond' where id = $1`,
    [deliveryId, ms],
  );
}

const attemptNumbers = (requests: readonly ReceivedRequest[]) =>
  requests.map(({ headers }) => headers['x-webhook-attempt']);

describe('a retry by hand', () => {
  it('sends a dead delivery again, under its id and with the next attempt number', async () => {
    const webhook = await history.outage('revived', 1);
    const [dead] = await history.of(webhook);
    pipeline.receiver.on('/revived', ok);

    const { status: code, body } = await history.post(`/v1/deliveries/${dead?.id}/retry`);
    expect(code).toBe(200);
    expect(body.id).toBe(dead?.id);
    expect(['pending', 'queued']).toContain(body.status);
    const requests = await pipeline.receiver.waitFor('/revived', 2);
    expect(attemptNumbers(requests)).toEqual(['1', '2']);
    expect(new Set(requests.map(({ deliveryId }) => deliveryId))).toEqual(new Set([dead?.id]));
    const [delivered] = await history.settled(webhook, 1, 'delivered');
    expect(delivered).toMatchObject({ attempts: 2, reason: 'first', originDeliveryId: null });

    const again = await history.post(`/v1/deliveries/${dead?.id}/retry`);
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('replayed') });
  });

  it('sends one that is far older than its dialect allows, and it is dead again when that fails', async () => {
    const webhook = await history.outage('ancient', 1);
    const [dead] = await history.of(webhook);
    const { database } = pipeline.carehook;
    // The event's uid tells its age, and with it the partition: both rows go where an old one would be.
    const uid = `0190${dead?.eventUid.slice(4)}`;
    await database.query('update events set uid = $2 where uid = $1', [dead?.eventUid, uid]);
    await database.query('update deliveries set event_uid = $2 where id = $1', [dead?.id, uid]);
    await age(dead?.id ?? '', 30 * DAY_MS);

    expect((await history.post(`/v1/deliveries/${dead?.id}/retry`)).status).toBe(200);
    await pipeline.receiver.waitFor('/ancient', 2);
    const [deadAgain] = await eventually(
      () => history.of(webhook),
      ([delivery]) => delivery?.status === 'dead' && delivery.attempts === 2,
    );
    expect(deadAgain).toMatchObject({ lastCode: 'http_status', lastStatusCode: 500 });
  });

  it('does not wait for the time that a delivery waits for', async () => {
    pipeline.receiver.on('/hurried', failing(1));
    const retryConfig = { maxRetries: 1, retryDelay: 3_600_000 };
    const webhook = await tenant.webhook('/hurried', { events: ['hurried.happened'], retryConfig });
    await history.publish('hurried.happened', 1);
    const [waiting] = await history.settled(webhook, 1, 'pending');
    expect((await history.post(`/v1/deliveries/${waiting?.id}/retry`)).status).toBe(200);
    expect(attemptNumbers(await pipeline.receiver.waitFor('/hurried', 2))).toEqual(['1', '2']);
  });

  it('is refused where it cannot be made', async () => {
    const webhook = await history.outage('refused', 1);
    const [dead] = await history.of(webhook);
    const path = `/v1/deliveries/${dead?.id}/retry`;
    await history.post(`/v1/webhooks/${webhook.id}/deactivate`);
    const disabled = await history.post(path);
    expect(disabled.status).toBe(409);
    expect(disabled.body.error.message).toContain('activate');
    await history.post(`/v1/webhooks/${webhook.id}/activate`);
    await pipeline.carehook.database.query('delete from events where uid = $1', [dead?.eventUid]);
    const replay = `/v1/deliveries/${dead?.id}/replay`;
    for (const { body } of await Promise.all([history.post(path), history.post(replay)])) {
      expect(body.error).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('not recorded yet') });
    }
    const uid = `0190${dead?.eventUid.slice(4)}`;
    await pipeline.carehook.database.query('update deliveries set event_uid = $2 where id = $1', [dead?.id, uid]);
    for (const { body } of await Promise.all([history.post(path), history.post(replay)])) {
      expect(body.error).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('no longer kept') });
    }
    await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`);
    expect((await history.post(path)).status).toBe(404);
  });
});

it('a retry and a replay wait for an event that is recorded after the outcome of its delivery', async () => {
  const webhook = await history.outage('outrun', 2);
  pipeline.receiver.on('/outrun', ok);
  const [one, two] = await history.of(webhook);
  const { database } = pipeline.carehook;
  const uids = [one?.eventUid, two?.eventUid];
  await database.query('create table held as select * from events where uid = any($1::uuid[])', [uids]);
  await database.query('delete from events where uid = any($1::uuid[])', [uids]);
  const answers = Promise.all([
    history.post(`/v1/deliveries/${one?.id}/retry`),
    history.post(`/v1/deliveries/${two?.id}/replay`),
  ]);
  // Longer than any answer takes that does not wait.
  await expect(Promise.race([answers, sleep(300, 'still waiting')])).resolves.toBe('still waiting');
  await database.query('insert into events select * from held');
  expect((await answers).map((answer) => answer.status)).toEqual([200, 201]);
  await pipeline.receiver.waitFor('/outrun', 4);
});

describe('deliveries that are named', () => {
  it('are tried again where that can be, and each of the others is told its reason', async () => {
    const webhook = await history.outage('named', 3);
    const off = await history.outage('named-off', 1);
    await history.post(`/v1/webhooks/${off.id}/deactivate`);
    pipeline.receiver.on('/named', ok);
    const [first, second, third] = await history.of(webhook);
    const [halted] = await history.of(off);
    const stranger = await pipeline.tenant('Stranger');
    const ids = [first?.id, second?.id, halted?.id, UNKNOWN_ID, first?.id.toUpperCase()];
    const refused = [
      { id: halted?.id, reason: expect.stringContaining('disabled') },
      { id: UNKNOWN_ID, reason: 'there is no such delivery' },
    ];
    const asked = { ids, ratePerSecond: 1_000 };
    expect(await history.post('/v1/deliveries/retry', { ...asked, dryRun: true })).toMatchObject({
      ...{ status: 200, body: { count: 2, refused } },
    });
    expect((await history.of(webhook)).every((delivery) => delivery.status === 'dead')).toBe(true);
    const foreign = await stranger.admin('POST', '/v1/deliveries/retry', asked);
    expect(foreign.body.count).toBe(0);
    expect(await history.post('/v1/deliveries/retry', asked)).toMatchObject({
      ...{ status: 202, body: { count: 2, refused } },
    });
    const requests = await pipeline.receiver.waitFor('/named', 5);
    const again = requests.slice(3).map(({ deliveryId }) => deliveryId);
    expect(again.sort()).toEqual([first?.id, second?.id].sort());
    const all = await eventually(
      () => history.of(webhook),
      (shown) => shown.filter((delivery) => delivery.status === 'delivered').length === 2,
    );
    expect(all.find(({ id }) => id === third?.id)).toMatchObject({ status: 'dead' });

    const { body: log } = await tenant.admin('GET', '/v1/audit-log?action=delivery.retry-many');
    const done = log.data.find(
      ({ after }: { after: { ids?: string[]; dryRun?: boolean } }) => after.ids && !after.dryRun,
    );
    expect(done.after).toEqual({ ids: expect.arrayContaining(again), count: 2, refused: 2 });
  });

  it('are given up where they wait', async () => {
    pipeline.receiver.on('/given-up', failing(9));
    const retryConfig = { maxRetries: 1, retryDelay: 3_600_000 };
    const webhook = await tenant.webhook('/given-up', { events: ['given-up.happened'], retryConfig });
    await history.publish('given-up.happened', 2);
    const waiting = await history.settled(webhook, 2, 'pending');
    const ids = [...waiting.map(({ id }) => id), UNKNOWN_ID];
    const refused = [{ id: UNKNOWN_ID, reason: 'there is no such delivery' }];
    expect((await history.post('/v1/deliveries/cancel', { ids, dryRun: true })).body).toEqual({ count: 2, refused });
    expect(await history.post('/v1/deliveries/cancel', { ids })).toMatchObject({ status: 200, body: { count: 2 } });
    await history.settled(webhook, 2, 'cancelled');
    const again = await history.post('/v1/deliveries/cancel', { ids: [waiting[0]?.id] });
    expect(again.body).toMatchObject({ count: 0, refused: [{ reason: expect.stringContaining('cancelled') }] });
  });

  it.each([
    [{ ids: [UNKNOWN_ID], eventType: 'a.b' }, 'ids'],
    [{ ids: [] }, 'ids'],
    [{ ids: ['x'] }, 'ids.0'],
    [{ ids: Array(1_001).fill(UNKNOWN_ID) }, 'ids'],
  ])('are refused as a selection that is not clear: %#', async (body, field) => {
    const answer = await history.post('/v1/deliveries/retry', body);
    expect(answer).toMatchObject({ status: 400, body: { error: { details: [{ field }] } } });
  });
});

describe('a delivery that waits', () => {
  it('is cancelled by hand, and only while it waits', async () => {
    pipeline.receiver.on('/unwanted', failing(1));
    const retryConfig = { maxRetries: 1, retryDelay: 3_600_000 };
    const webhook = await tenant.webhook('/unwanted', { events: ['unwanted.happened'], retryConfig });
    await history.publish('unwanted.happened', 1);
    const [waiting] = await history.settled(webhook, 1, 'pending');
    const cancelled = await history.post(`/v1/deliveries/${waiting?.id}/cancel`);
    expect(cancelled.body).toMatchObject({ status: 'cancelled', lastCode: 'cancelled_by_hand', nextAttemptAt: null });
    expect((await history.post(`/v1/deliveries/${waiting?.id}/cancel`)).status).toBe(409);
    expect((await history.post(`/v1/deliveries/${waiting?.id}/retry`)).status).toBe(409);
    expect((await history.post(`/v1/deliveries/not-an-id/cancel`)).status).toBe(404);
  });

  it('in order lets the next of its subject go when it is cancelled, and none goes before its turn', async () => {
    pipeline.receiver.on('/queue', (_count, body) => ({ status: body.includes('"n":1') ? 500 : 200 }));
    const retryConfig = { maxRetries: 1, retryDelay: 3_600_000 };
    const settings = { events: ['queue.moved'], ordering: 'subject', retryConfig };
    const webhook = await tenant.webhook('/queue', settings);
    const events = [1, 2].map((n) => ({ type: 'queue.moved', subject: 'p-1', data: { n } }));
    await pipeline.ingest(tenant.key, JSON.stringify(events));
    const waiting = await history.settled(webhook, 2, 'pending');
    const first = waiting.find(({ lastCode }) => lastCode === 'http_status');
    const second = waiting.find(({ lastCode }) => lastCode === 'order_wait');
    expect((await history.post(`/v1/deliveries/${second?.id}/retry`)).body.error.message).toContain('earlier ones');
    await history.post(`/v1/deliveries/${first?.id}/cancel`);
    const requests = await pipeline.receiver.waitFor('/queue', 2);
    expect(requests.map(({ deliveryId }) => deliveryId)).toEqual([first?.id, second?.id]);
  });
});

describe('dead letters', () => {
  it('of a webhook come back after an outage: as many as were counted, under their ids', async () => {
    const since = new Date().toISOString();
    const webhook = await history.outage('outage', 5);
    const dead = await history.of(webhook);
    pipeline.receiver.on('/outage', ok);
    const path = `/v1/webhooks/${webhook.id}/recover`;
    expect(await history.post(path, { since, dryRun: true })).toMatchObject({ status: 200, body: { count: 5 } });
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await history.post(path, { since: later, dryRun: true })).body).toEqual({ count: 0 });
    expect(await history.post(path, { since })).toMatchObject({ status: 202, body: { count: 5 } });

    const delivered = await history.settled(webhook, 5, 'delivered');
    expect(delivered.map(({ id }) => id).sort()).toEqual(dead.map(({ id }) => id).sort());
    expect(delivered.every(({ attempts }) => attempts === 2)).toBe(true);
    expect((await history.post(path, { since })).body).toEqual({ count: 0 });
  });

  it('of a tenant come back by type and time, and those of disabled webhooks stay', async () => {
    const one = await history.outage('letters-a', 2);
    const two = await history.outage('letters-b', 3);
    for (const name of ['letters-a', 'letters-b']) pipeline.receiver.on(`/${name}`, ok);
    const count = async (body: object) =>
      (await history.post('/v1/deliveries/retry', { status: 'dead', dryRun: true, ...body })).body;
    expect(await count({ webhookId: one.id })).toEqual({ count: 2 });
    expect(await count({ eventType: 'letters-b.happened' })).toEqual({ count: 3 });
    expect(await count({ eventType: 'letters-b.happened', to: anHourAgo() })).toEqual({ count: 0 });
    await history.post(`/v1/webhooks/${two.id}/deactivate`);
    expect(await count({ eventType: 'letters-b.happened' })).toEqual({ count: 0 });
    expect((await history.post('/v1/deliveries/retry', { webhookId: two.id })).status).toBe(409);

    const answer = await history.post('/v1/deliveries/retry', { eventType: 'letters-a.happened', from: anHourAgo() });
    expect(answer).toMatchObject({ status: 202, body: { count: 2 } });
    await history.settled(one, 2, 'delivered');
    expect((await history.of(two)).every((delivery) => delivery.status === 'dead')).toBe(true);
  });

  it('are listed by when they were made', async () => {
    const webhook = await history.outage('listed', 1);
    const [dead] = await history.of(webhook);
    const acceptedMs = Date.parse(dead?.acceptedAt ?? '');
    const at = (ms: number) => encodeURIComponent(new Date(acceptedMs + ms).toISOString());
    expect(await history.of(webhook, `&status=dead&from=${at(0)}&to=${at(1)}`)).toHaveLength(1);
    expect(await history.of(webhook, `&from=${at(1)}`)).toHaveLength(0);
    expect(await history.of(webhook, `&to=${at(0)}`)).toHaveLength(0);
    const { body } = await tenant.admin('GET', `/v1/deliveries?webhookId=${webhook.id}&from=${at(0)}&to=${at(1)}`);
    expect(body.data).toHaveLength(1);
  });
});

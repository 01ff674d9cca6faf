import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOPICS } from '#kafka';
import { eventually, type Pipeline, startPipeline, type TestTenant, type TestWebhook } from '../support/pipeline.js';
import { failing, ok, type ReceivedRequest, status } from '../support/receiver.js';
import { cloudEventHeaders, TopicsClient } from '../support/topics.js';

/** One request and no other: what fails is dead at once. */
const ONCE = { retryConfig: { maxRetries: 0 } };
const DAY_MS = 86_400_000;

let pipeline: Pipeline;
let tenant: TestTenant;
let other: TestTenant;
let topics: TopicsClient;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Replays', 'zarish-sphere');
  other = await pipeline.tenant('Others', 'zarish-sphere');
  topics = await TopicsClient.connect(pipeline.carehook);
});
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
});

interface DeliveryShown {
  readonly id: string;
  readonly eventUid: string;
  readonly status: string;
  readonly reason: string;
  readonly originDeliveryId: string | null;
  readonly acceptedAt: string;
  readonly [field: string]: unknown;
}

async function deliveriesOf(webhook: TestWebhook, query = ''): Promise<DeliveryShown[]> {
  const { body } = await tenant.admin('GET', `/v1/webhooks/${webhook.id}/deliveries?limit=200${query}`);
  return body.data;
}

const settled = (webhook: TestWebhook, count: number, wanted: string) =>
  eventually(
    () => deliveriesOf(webhook),
    (all) => all.length === count && all.every((delivery) => delivery.status === wanted),
  );

async function publish(type: string, count: number, data: object = {}): Promise<void> {
  const events = Array.from({ length: count }, (_, n) => ({ type, data: { ...data, n } }));
  expect((await pipeline.ingest(tenant.key, JSON.stringify(events))).status).toBe(202);
}

/** A webhook for one type of event, whose deliveries are dead. */
async function outage(name: string, count: number, settings: object = ONCE): Promise<TestWebhook> {
  pipeline.receiver.on(`/${name}`, status(500));
  const webhook = await tenant.webhook(`/${name}`, { events: [`${name}.happened`], ...settings });
  await publish(`${name}.happened`, count);
  await settled(webhook, count, 'dead');
  return webhook;
}

/** As if so much time had gone by since a delivery's event. */
async function age(deliveryId: string, ms: number): Promise<void> {
  await pipeline.carehook.database.query(
    `update deliveries set expires_at = expires_at - $2 * interval '1 millisecond' where id = $1`,
    [deliveryId, ms],
  );
}

const post = (path: string, body?: unknown) => tenant.admin('POST', path, body);
const attemptNumbers = (requests: readonly ReceivedRequest[]) =>
  requests.map(({ headers }) => headers['x-webhook-attempt']);
const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

describe('a retry by hand', () => {
  it('sends a dead delivery again, under its id and with the next attempt number', async () => {
    const webhook = await outage('revived', 1);
    const [dead] = await deliveriesOf(webhook);
    pipeline.receiver.on('/revived', ok);

    const { status: code, body } = await post(`/v1/deliveries/${dead?.id}/retry`);
    expect(code).toBe(200);
    expect(body.id).toBe(dead?.id);
    expect(['pending', 'queued']).toContain(body.status);
    const requests = await pipeline.receiver.waitFor('/revived', 2);
    expect(attemptNumbers(requests)).toEqual(['1', '2']);
    expect(new Set(requests.map(({ deliveryId }) => deliveryId))).toEqual(new Set([dead?.id]));
    const [delivered] = await settled(webhook, 1, 'delivered');
    expect(delivered).toMatchObject({ attempts: 2, reason: 'first', originDeliveryId: null });

    const again = await post(`/v1/deliveries/${dead?.id}/retry`);
    expect(again.status).toBe(409);
    expect(again.body.error).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('replayed') });
  });

  it('sends one that is far older than its dialect allows, and it is dead again when that fails', async () => {
    const webhook = await outage('ancient', 1);
    const [dead] = await deliveriesOf(webhook);
    const { database } = pipeline.carehook;
    // The event's uid tells its age, and with it the partition: both rows go where an old one would be.
    const uid = `0190${dead?.eventUid.slice(4)}`;
    await database.query('update events set uid = $2 where uid = $1', [dead?.eventUid, uid]);
    await database.query('update deliveries set event_uid = $2 where id = $1', [dead?.id, uid]);
    await age(dead?.id ?? '', 30 * DAY_MS);

    expect((await post(`/v1/deliveries/${dead?.id}/retry`)).status).toBe(200);
    await pipeline.receiver.waitFor('/ancient', 2);
    const [deadAgain] = await eventually(
      () => deliveriesOf(webhook),
      ([delivery]) => delivery?.status === 'dead' && delivery.attempts === 2,
    );
    expect(deadAgain).toMatchObject({ lastCode: 'http_status', lastStatusCode: 500 });
  });

  it('does not wait for the time that a delivery waits for', async () => {
    pipeline.receiver.on('/hurried', failing(1));
    const retryConfig = { maxRetries: 1, retryDelay: 3_600_000 };
    const webhook = await tenant.webhook('/hurried', { events: ['hurried.happened'], retryConfig });
    await publish('hurried.happened', 1);
    const [waiting] = await settled(webhook, 1, 'pending');
    expect((await post(`/v1/deliveries/${waiting?.id}/retry`)).status).toBe(200);
    expect(attemptNumbers(await pipeline.receiver.waitFor('/hurried', 2))).toEqual(['1', '2']);
  });

  it('is refused where it cannot be made', async () => {
    const webhook = await outage('refused', 1);
    const [dead] = await deliveriesOf(webhook);
    const path = `/v1/deliveries/${dead?.id}/retry`;
    await post(`/v1/webhooks/${webhook.id}/deactivate`);
    const disabled = await post(path);
    expect(disabled.status).toBe(409);
    expect(disabled.body.error.message).toContain('activate');
    await post(`/v1/webhooks/${webhook.id}/activate`);
    await pipeline.carehook.database.query('delete from events where uid = $1', [dead?.eventUid]);
    expect((await post(path)).body.error).toMatchObject({ code: 'CONFLICT' });
    expect((await post(`/v1/deliveries/${dead?.id}/replay`)).body.error).toMatchObject({ code: 'CONFLICT' });
    await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`);
    expect((await post(path)).status).toBe(404);
  });
});

describe('a delivery that waits', () => {
  it('is cancelled by hand, and only while it waits', async () => {
    pipeline.receiver.on('/unwanted', failing(1));
    const retryConfig = { maxRetries: 1, retryDelay: 3_600_000 };
    const webhook = await tenant.webhook('/unwanted', { events: ['unwanted.happened'], retryConfig });
    await publish('unwanted.happened', 1);
    const [waiting] = await settled(webhook, 1, 'pending');
    const cancelled = await post(`/v1/deliveries/${waiting?.id}/cancel`);
    expect(cancelled.body).toMatchObject({ status: 'cancelled', lastCode: 'cancelled_by_hand', nextAttemptAt: null });
    expect((await post(`/v1/deliveries/${waiting?.id}/cancel`)).status).toBe(409);
    expect((await post(`/v1/deliveries/${waiting?.id}/retry`)).status).toBe(409);
    expect((await post(`/v1/deliveries/not-an-id/cancel`)).status).toBe(404);
  });

  it('in order lets the next of its subject go when it is cancelled, and none goes before its turn', async () => {
    pipeline.receiver.on('/queue', (_count, body) => ({ status: body.includes('"n":1') ? 500 : 200 }));
    const retryConfig = { maxRetries: 1, retryDelay: 3_600_000 };
    const settings = { events: ['queue.moved'], ordering: 'subject', retryConfig };
    const webhook = await tenant.webhook('/queue', settings);
    const events = [1, 2].map((n) => ({ type: 'queue.moved', subject: 'p-1', data: { n } }));
    await pipeline.ingest(tenant.key, JSON.stringify(events));
    const waiting = await settled(webhook, 2, 'pending');
    const first = waiting.find(({ lastCode }) => lastCode === 'http_status');
    const second = waiting.find(({ lastCode }) => lastCode === 'order_wait');
    expect((await post(`/v1/deliveries/${second?.id}/retry`)).body.error.message).toContain('earlier ones');
    await post(`/v1/deliveries/${first?.id}/cancel`);
    const requests = await pipeline.receiver.waitFor('/queue', 2);
    expect(requests.map(({ deliveryId }) => deliveryId)).toEqual([first?.id, second?.id]);
  });
});

describe('a replay', () => {
  it('of one delivery is a new one that names its origin', async () => {
    const webhook = await tenant.webhook('/once-more', { events: ['once.happened'] });
    await publish('once.happened', 1);
    const [origin] = await settled(webhook, 1, 'delivered');
    const { status: code, body } = await post(`/v1/deliveries/${origin?.id}/replay`);
    expect(code).toBe(201);
    expect(body).toMatchObject({
      originDeliveryId: origin?.id,
      reason: 'replay',
      eventUid: origin?.eventUid,
      attempts: 0,
    });
    expect(body.id).not.toBe(origin?.id);

    const requests = await pipeline.receiver.waitFor('/once-more', 2);
    expect(requests.map(({ deliveryId }) => deliveryId)).toEqual([origin?.id, body.id]);
    expect(attemptNumbers(requests)).toEqual(['1', '1']);
    const handedOver = await topics.find(TOPICS.deliveries, ({ headers }) => String(headers?.meta).includes(body.id));
    expect(JSON.parse(String(handedOver.headers?.meta))).toMatchObject({ reason: 'replay', attempt: 1, handover: 1 });
    const [replay, original] = await settled(webhook, 2, 'delivered');
    expect(original?.id).toBe(origin?.id);
    expect(replay).toMatchObject({ id: body.id, originDeliveryId: origin?.id, reason: 'replay', attempts: 1 });
  });

  it('of a span sends as many as its dry run counted, of the types and states that were asked for', async () => {
    const webhook = await tenant.webhook('/span', { events: ['span.*'] });
    await publish('span.one', 3);
    await publish('span.two', 2);
    const all = await settled(webhook, 5, 'delivered');
    const path = `/v1/webhooks/${webhook.id}/replay`;
    const count = async (body: object) => {
      const answer = await post(path, { from: anHourAgo(), dryRun: true, ...body });
      expect(answer.status).toBe(200);
      return answer.body.count as number;
    };
    expect(await count({})).toBe(5);
    expect(await count({ to: new Date(Date.now() - 1_800_000).toISOString() })).toBe(0);
    expect(await count({ statuses: ['dead'] })).toBe(0);
    expect(await count({ from: new Date(Date.now() + 60_000).toISOString() })).toBe(0);
    expect(await count({ eventTypes: ['span.one'] })).toBe(3);
    expect(pipeline.receiver.received('/span')).toHaveLength(5);

    const answer = await post(path, { from: anHourAgo(), eventTypes: ['span.one'], ratePerSecond: 1_000 });
    expect(answer).toMatchObject({ status: 202, body: { count: 3 } });
    const after = await settled(webhook, 8, 'delivered');
    const replays = after.filter(({ originDeliveryId }) => originDeliveryId !== null);
    const origins = all.filter(({ eventType }) => eventType === 'span.one').map(({ id }) => id);
    expect(replays.map(({ originDeliveryId }) => originDeliveryId).sort()).toEqual(origins.sort());
    expect(pipeline.receiver.received('/span')).toHaveLength(8);
    // Replays are no origins: each event is repeated once.
    expect(await count({})).toBe(5);
  });

  it('brings what a webhook missed that was made later, where its filter matches, and never twice', async () => {
    const witness = await tenant.webhook('/witness', { events: ['missed.*'] });
    await publish('missed.happened', 2, { ward: 'A1' });
    await publish('missed.happened', 3, { ward: 'B2' });
    await publish('missed.other', 1, { ward: 'A1' });
    await settled(witness, 6, 'delivered');
    const late = await tenant.webhook('/late', { events: ['missed.happened', 'other.*'], filters: { ward: 'A1' } });
    const path = `/v1/webhooks/${late.id}/replay`;
    const asked = { from: anHourAgo(), includeMissed: true, ratePerSecond: 1_000 };
    expect((await post(path, { ...asked, includeMissed: false, dryRun: true })).body).toEqual({ count: 0 });
    expect((await post(path, { ...asked, dryRun: true })).body).toEqual({ count: 2 });
    expect(await post(path, asked)).toMatchObject({ status: 202, body: { count: 2 } });

    const deliveries = await settled(late, 2, 'delivered');
    expect(deliveries.every(({ reason, originDeliveryId }) => reason === 'replay' && originDeliveryId === null)).toBe(
      true,
    );
    expect(pipeline.receiver.received('/late')).toHaveLength(2);
    // What came late is now among what was recorded.
    expect((await post(path, { ...asked, dryRun: true })).body).toEqual({ count: 2 });
    expect((await post(path, { ...asked, statuses: ['dead'], dryRun: true })).body).toEqual({ count: 0 });
  });

  it('never brings what the router refused, though it was recorded', async () => {
    const headers = cloudEventHeaders(tenant.id, 'torn', 'torn.happened');
    await topics.publish([{ value: '{"ward":', headers }]);
    const { database } = pipeline.carehook;
    await eventually(
      () => database.query(`select 1 from events where type = 'torn.happened'`),
      ({ rowCount }) => rowCount === 1,
    );
    const webhook = await tenant.webhook('/torn', { events: ['torn.*'] });
    const asked = { from: anHourAgo(), includeMissed: true, dryRun: true };
    expect((await post(`/v1/webhooks/${webhook.id}/replay`, asked)).body).toEqual({ count: 0 });
  });

  it('in order keeps the order, and until it is due holds up nothing that is live', async () => {
    let refusals = 1;
    pipeline.receiver.on('/turns', (_count, body) => ({
      status: body.includes('"n":4') && refusals-- > 0 ? 409 : 200,
    }));
    const retryConfig = { maxRetries: 1, retryDelay: 500 };
    const webhook = await tenant.webhook('/turns', { events: ['turn.taken'], ordering: 'subject', retryConfig });
    const take = (numbers: number[]) =>
      pipeline.ingest(
        tenant.key,
        JSON.stringify(numbers.map((n) => ({ type: 'turn.taken', subject: 'p-1', data: { n } }))),
      );
    const taken = () =>
      pipeline.receiver
        .received('/turns')
        .map(({ body }) => (JSON.parse(String(body)) as { data: { n: number } }).data.n);
    await take([1, 2, 3]);
    await settled(webhook, 3, 'delivered');
    const path = `/v1/webhooks/${webhook.id}/replay`;
    await post(path, { from: anHourAgo(), ratePerSecond: 1_000 });
    await settled(webhook, 6, 'delivered');
    expect(taken()).toEqual([1, 2, 3, 1, 2, 3]);

    await post(path, { from: anHourAgo(), ratePerSecond: 1 });
    // Of what is not due yet: as if there were many more before it.
    await pipeline.carehook.database.query(
      `update deliveries set next_attempt_at = now() + interval '1 hour', asked_at = now() + interval '1 hour'
       where webhook_id = $1 and status = 'pending' and next_attempt_at > now()`,
      [webhook.id],
    );
    await take([4, 5]);
    await pipeline.receiver.waitFor('/turns', () => taken().includes(5));
    expect(taken().filter((n) => n > 3)).toEqual([4, 4, 5]);
    expect((await deliveriesOf(webhook, '&status=pending')).length).toBeGreaterThan(0);
  });

  it('is paced, and holds up no live event of another webhook', async () => {
    const webhook = await tenant.webhook('/paced', { events: ['paced.happened'] });
    await publish('paced.happened', 60);
    await settled(webhook, 60, 'delivered');
    await tenant.webhook('/live', { events: ['live.happened'] });

    const askedMs = Date.now();
    const { body } = await post(`/v1/webhooks/${webhook.id}/replay`, { from: anHourAgo(), ratePerSecond: 20 });
    expect(body).toEqual({ count: 60 });
    await publish('live.happened', 1);
    const [live] = await pipeline.receiver.waitFor('/live', 1);
    expect(pipeline.receiver.received('/paced').length).toBeLessThan(120);
    expect(live?.atMs).toBeLessThan(askedMs + 2_000);
    const requests = await pipeline.receiver.waitFor('/paced', 120);
    // The last of 60 at 20 a second is due 2.95 s after the first.
    expect(Math.max(...requests.map(({ atMs }) => atMs))).toBeGreaterThanOrEqual(askedMs + 2_900);
  });
});

describe('dead letters', () => {
  it('of a webhook come back after an outage: as many as were counted, under their ids', async () => {
    const since = new Date().toISOString();
    const webhook = await outage('outage', 5);
    const dead = await deliveriesOf(webhook);
    pipeline.receiver.on('/outage', ok);
    const path = `/v1/webhooks/${webhook.id}/recover`;
    expect(await post(path, { since, dryRun: true })).toMatchObject({ status: 200, body: { count: 5 } });
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await post(path, { since: later, dryRun: true })).body).toEqual({ count: 0 });
    expect(await post(path, { since })).toMatchObject({ status: 202, body: { count: 5 } });

    const delivered = await settled(webhook, 5, 'delivered');
    expect(delivered.map(({ id }) => id).sort()).toEqual(dead.map(({ id }) => id).sort());
    expect(delivered.every(({ attempts }) => attempts === 2)).toBe(true);
    expect((await post(path, { since })).body).toEqual({ count: 0 });
  });

  it('of a tenant come back by type and time, and those of disabled webhooks stay', async () => {
    const one = await outage('letters-a', 2);
    const two = await outage('letters-b', 3);
    for (const name of ['letters-a', 'letters-b']) pipeline.receiver.on(`/${name}`, ok);
    const count = async (body: object) =>
      (await post('/v1/deliveries/retry', { status: 'dead', dryRun: true, ...body })).body;
    expect(await count({ webhookId: one.id })).toEqual({ count: 2 });
    expect(await count({ eventType: 'letters-b.happened' })).toEqual({ count: 3 });
    expect(await count({ eventType: 'letters-b.happened', to: anHourAgo() })).toEqual({ count: 0 });
    await post(`/v1/webhooks/${two.id}/deactivate`);
    expect(await count({ eventType: 'letters-b.happened' })).toEqual({ count: 0 });
    expect((await post('/v1/deliveries/retry', { webhookId: two.id })).status).toBe(409);

    const answer = await post('/v1/deliveries/retry', { eventType: 'letters-a.happened', from: anHourAgo() });
    expect(answer).toMatchObject({ status: 202, body: { count: 2 } });
    await settled(one, 2, 'delivered');
    expect((await deliveriesOf(two)).every((delivery) => delivery.status === 'dead')).toBe(true);
  });

  it('are listed by when they were made', async () => {
    const webhook = await outage('listed', 1);
    const [dead] = await deliveriesOf(webhook);
    const acceptedMs = Date.parse(dead?.acceptedAt ?? '');
    const at = (ms: number) => encodeURIComponent(new Date(acceptedMs + ms).toISOString());
    expect(await deliveriesOf(webhook, `&status=dead&from=${at(0)}&to=${at(1)}`)).toHaveLength(1);
    expect(await deliveriesOf(webhook, `&from=${at(1)}`)).toHaveLength(0);
    expect(await deliveriesOf(webhook, `&to=${at(0)}`)).toHaveLength(0);
    const { body } = await tenant.admin('GET', `/v1/deliveries?webhookId=${webhook.id}&from=${at(0)}&to=${at(1)}`);
    expect(body.data).toHaveLength(1);
  });
});

describe('what is asked for', () => {
  it('is not found by another tenant, and not allowed to a viewer', async () => {
    const webhook = await outage('private', 1);
    const [dead] = await deliveriesOf(webhook);
    const since = anHourAgo();
    const viewer = await post('/v1/api-keys', { name: 'Viewer', role: 'viewer' });
    const calls: [string, object | undefined][] = [
      [`/v1/deliveries/${dead?.id}/retry`, undefined],
      [`/v1/deliveries/${dead?.id}/cancel`, undefined],
      [`/v1/deliveries/${dead?.id}/replay`, undefined],
      [`/v1/webhooks/${webhook.id}/replay`, { from: since }],
      [`/v1/webhooks/${webhook.id}/recover`, { since }],
      ['/v1/deliveries/retry', { webhookId: webhook.id }],
    ];
    for (const [path, body] of calls) {
      expect((await other.admin('POST', path, body)).status, path).toBe(404);
      const url = pipeline.carehook.app('subscription-api').url + path;
      const headers = { 'x-api-key': viewer.body.key as string };
      expect((await fetch(url, { method: 'POST', headers })).status, path).toBe(403);
    }
    expect((await other.admin('POST', '/v1/deliveries/retry', {})).body).toEqual({ count: 0 });
    expect((await deliveriesOf(webhook))[0]?.status).toBe('dead');
  });

  it.each([
    ['replay', {}, 'from'],
    ['replay', { from: '2026-03-07' }, 'from'],
    ['replay', { from: '0001-01-01T00:00:00Z' }, 'from'],
    ['replay', { from: '2026-03-07T10:00:00Z', to: '2026-03-07T10:00:00+02:00' }, 'to'],
    ['replay', { from: '2026-03-07T10:00:00Z', ratePerSecond: 1_001 }, 'ratePerSecond'],
    ['replay', { from: '2026-03-07T10:00:00Z', statuses: ['lost'] }, 'statuses.0'],
    ['replay', { from: '2026-03-07T10:00:00Z', eventTypes: ['a b'] }, 'eventTypes.0'],
    ['recover', {}, 'since'],
    ['recover', { since: '2026-03-07T10:00:00Z', until: 1 }, 'until'],
  ])('names the field that is wrong: %s %j', async (action, body, field) => {
    const webhook = await tenant.webhook('/wrong', { events: ['wrong.happened'] });
    const answer = await post(`/v1/webhooks/${webhook.id}/${action}`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toMatchObject([{ field }]);
  });

  it('may be no more than 100,000 deliveries at once', async () => {
    const webhook = await tenant.webhook('/crowd', { events: ['crowd.happened'], active: false });
    await publish('crowd.happened', 1);
    const { database } = pipeline.carehook;
    const uid = await eventually(
      async () => (await database.query(`select uid from events where type = 'crowd.happened'`)).rows[0]?.uid as string,
      (found) => found !== undefined,
    );
    await database.query(
      `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
         last_code, accepted_at, expires_at, updated_at)
       select overlay(gen_random_uuid()::text placing left($2::text, 15) from 1 for 15)::uuid, $1, $3, $2::uuid, 'crowd.happened',
         'first', 'dead', 1, 1, 'timeout', now(), now(), now() from generate_series(1, 100001)`,
      [tenant.id, uid, webhook.id],
    );
    await post(`/v1/webhooks/${webhook.id}/activate`);
    for (const [action, body, field] of [
      ['replay', { from: anHourAgo(), dryRun: true }, 'from'],
      ['recover', { since: anHourAgo() }, 'since'],
    ] as const) {
      const { status: code, body: answer } = await post(`/v1/webhooks/${webhook.id}/${action}`, body);
      expect(code).toBe(400);
      expect(answer.error.details).toMatchObject([{ field, reason: expect.stringContaining('narrow the span') }]);
    }
  });
});

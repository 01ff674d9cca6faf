import { type CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryHistory } from '../support/delivery.history.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing, type ReceivedRequest } from '../support/receiver.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const ODD = '{"n": 1.00, "mrn":1234567890123456789 }';

let pipeline: Pipeline;
let tenant: TestTenant;
let history: DeliveryHistory;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Batches', 'cloudevents');
  history = new DeliveryHistory(pipeline, tenant);
});
afterAll(() => pipeline?.stop());

/** A webhook for the events `NAME.happened` at the path `/NAME`. */
function batched(name: string, batch: object, settings: object = {}) {
  pipeline.receiver.permit(`/${name}`, { 'WebHook-Allowed-Origin': '*' });
  return tenant.webhook(`/${name}`, { events: [`${name}.happened`], batch, ...settings });
}

/** Publishes so many events and waits until their deliveries are in lanes. */
async function gathered(type: string, count: number, deliveries = count): Promise<void> {
  const queued = () => pipeline.counter('delivery-worker', 'carehook_lane_queued');
  const before = await queued();
  await history.publish(type, count);
  await eventually(queued, (now) => now >= before + deliveries);
}

/** What the official SDK makes of a request. */
function sdkReads({ headers, body }: ReceivedRequest): CloudEvent<unknown>[] {
  const events = HTTP.toEvent({ headers, body: body.toString() });
  if (!Array.isArray(events)) throw new TypeError('no batch');
  for (const event of events as CloudEvent<unknown>[]) expect(event.validate()).toBe(true);
  return events as CloudEvent<unknown>[];
}

const sizes = (requests: readonly ReceivedRequest[]) => requests.map((request) => sdkReads(request).length);
const deliveryIds = (requests: readonly ReceivedRequest[]) =>
  requests.flatMap((request) => sdkReads(request).map(({ carehookdeliveryid }) => String(carehookdeliveryid)));

describe('a webhook with a batch', () => {
  it('gets what came within its time as one signed request, with every byte of the data', async () => {
    const webhook = await batched('waits', { maxEvents: 100, maxWaitMs: 400 }, { secret: SECRET });
    const events = Array.from({ length: 7 }, () => `{"type":"waits.happened","data":${ODD}}`);
    const publishedAtMs = Date.now();
    await pipeline.ingest(tenant.key, `[${events.join()}]`);

    const [request] = await pipeline.receiver.waitFor('/waits', 1);
    if (!request) return expect.unreachable();
    expect(request.atMs - publishedAtMs).toBeGreaterThanOrEqual(400);
    expect(sizes([request])).toEqual([7]);
    expect(request.body.toString().split(`"data":${ODD}`)).toHaveLength(8);
    expect(request.headers).toMatchObject({ 'carehook-batch-size': '7', 'webhook-request-origin': 'carehook' });
    expect(request.headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(request.headers).not.toHaveProperty('carehook-delivery-id');
    new Webhook(SECRET).verify(request.body, request.headers as Record<string, string>);
    const deliveries = await history.settled(webhook, 7, 'delivered');
    expect(deliveries.map(({ id }) => id).sort()).toEqual(deliveryIds([request]).sort());
  });

  it('gets a full one at once', async () => {
    await batched('full', { maxEvents: 5, maxWaitMs: 60_000 });
    await history.publish('full.happened', 10);
    expect(sizes(await pipeline.receiver.waitFor('/full', 2))).toEqual([5, 5]);
  });

  it('has an attempt for each delivery of a batch that failed, and tries each again by itself', async () => {
    pipeline.receiver.on('/fails', failing(1, 503));
    const retryConfig = { maxRetries: 2, retryDelay: 1_000, backoffStrategy: 'fixed' };
    const webhook = await batched('fails', { maxEvents: 4, maxWaitMs: 60_000 }, { retryConfig });
    await history.publish('fails.happened', 4);
    const deliveries = await history.settled(webhook, 4, 'delivered');
    const requests = pipeline.receiver.received('/fails');
    expect(sizes(requests)).toEqual([4, 1, 1, 1, 1]);
    expect(deliveryIds(requests.slice(1)).sort()).toEqual(deliveryIds(requests.slice(0, 1)).sort());
    const attempts = await Promise.all(
      deliveries.map(async ({ id }) => (await tenant.admin('GET', `/v1/deliveries/${id}/attempts`)).body.data),
    );
    const failed = { attempt: 1, result: 'failed', code: 'http_status', statusCode: 503 };
    for (const each of attempts) {
      expect(each).toHaveLength(2);
      expect(each).toEqual(
        expect.arrayContaining([
          expect.objectContaining(failed),
          expect.objectContaining({ attempt: 2, result: 'succeeded', statusCode: 200 }),
        ]),
      );
    }
    const times = attempts.map((each) => each.find(({ attempt }: { attempt: number }) => attempt === 1));
    expect(new Set(times.map(({ startedAt, durationMs }) => `${startedAt} ${durationMs}`)).size).toBe(1);
  });

  it('gets a test at once and alone, in the form of a batch, past what still gathers', async () => {
    const webhook = await batched('tested', { maxEvents: 100, maxWaitMs: 60_000 });
    await history.publish('tested.happened', 3);
    const { body } = await history.post(`/v1/webhooks/${webhook.id}/test`, {});
    expect(body.success).toBe(true);
    const requests = pipeline.receiver.received('/tested');
    expect(sizes(requests)).toEqual([1]);
    expect(deliveryIds(requests)).toEqual([body.deliveryId]);
  });

  it('gets data over 64 KiB at once and alone', async () => {
    await batched('large', { maxEvents: 100, maxWaitMs: 60_000 });
    await history.publish('large.happened', 1, { note: 'x'.repeat(70_000) });
    expect(sizes(await pipeline.receiver.waitFor('/large', 1))).toEqual([1]);
  });

  it('gets nothing of what gathered once it is deleted, and one by one what gathered once it wants no batch', async () => {
    const batch = { maxEvents: 100, maxWaitMs: 1_500 };
    const events = { events: ['changed.happened'] };
    const [deleted, changed] = [await batched('deleted', batch, events), await batched('changed', batch, events)];
    await gathered('changed.happened', 3, 6);
    await tenant.admin('DELETE', `/v1/webhooks/${deleted.id}`);
    await tenant.admin('PATCH', `/v1/webhooks/${changed.id}`, { batch: null });
    const requests = await pipeline.receiver.waitFor('/changed', 3);
    expect(requests.map(({ headers }) => headers['carehook-batch-size'])).toEqual([undefined, undefined, undefined]);
    const statuses = 'select distinct status from deliveries where webhook_id = $1';
    const { rows } = await eventually(
      () => pipeline.carehook.database.query(statuses, [deleted.id]),
      (found) => found.rows.length > 0,
    );
    expect(rows).toEqual([{ status: 'cancelled' }]);
    expect(pipeline.receiver.received('/deleted')).toEqual([]);
  });

  it('gets in the next worker what was gathered when one was stopped', async () => {
    const webhook = await batched('stopped', { maxEvents: 100, maxWaitMs: 2_000 });
    await gathered('stopped.happened', 20);
    await pipeline.carehook.app('delivery-worker').process.restart();
    await history.settled(webhook, 20, 'delivered');
    expect(sizes(pipeline.receiver.received('/stopped'))).toEqual([20]);
  });
});

describe('the setting', () => {
  const batch = { maxEvents: 10, maxWaitMs: 50 };

  it('is shown, replaced whole, and removed by null', async () => {
    const { id } = await batched('shown', { maxEvents: 10 });
    const path = `/v1/webhooks/${id}`;
    expect((await tenant.admin('GET', path)).body.batch).toEqual({ maxEvents: 10, maxWaitMs: 1_000 });
    expect((await tenant.admin('PATCH', path, { batch })).body.batch).toEqual(batch);
    expect((await tenant.admin('PUT', path, { name: 'Renamed' })).body.batch).toEqual(batch);
    expect((await tenant.admin('PATCH', path, { batch: null })).body.batch).toBeNull();
  });

  it.each([
    ['one event', { batch: { maxEvents: 1 } }, 'batch.maxEvents'],
    ['too many events', { batch: { maxEvents: 101 } }, 'batch.maxEvents'],
    ['too long a wait', { batch: { maxEvents: 2, maxWaitMs: 60_001 } }, 'batch.maxWaitMs'],
    ['no number of events', { batch: {} }, 'batch.maxEvents'],
    ['a dialect without a form for it', { batch, dialect: 'standard' }, 'batch'],
    ['an order', { batch, ordering: 'subject' }, 'batch'],
  ])('is refused with %s, and the answer names the field', async (_what, wrong, field) => {
    const url = pipeline.receiver.url('/refused');
    const answer = await tenant.admin('POST', '/v1/webhooks', { url, events: ['*'], ...wrong });
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toContainEqual({ field, reason: expect.any(String) });
  });

  it.each([
    ['an order', { ordering: 'subject' }, 'ordering'],
    ['a dialect without a form for it', { dialect: 'cloudevents-binary' }, 'batch'],
  ])('lets no change bring %s beside it', async (_what, change, field) => {
    const { id } = await batched('beside', batch);
    const answer = await tenant.admin('PATCH', `/v1/webhooks/${id}`, change);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details[0].field).toBe(field);
    expect((await tenant.admin('PATCH', `/v1/webhooks/${id}`, { ...change, batch: null })).status).toBe(200);
  });
});

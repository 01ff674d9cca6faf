import crypto from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import { failing, type ReceivedRequest, status } from '../support/receiver.js';

let pipeline: PipelineInUse;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('C4HXP', 'c4hxp');
});
afterAll(() => pipeline?.stop());

const DOCUMENTS = '/v1/dialects/c4hxp/webhooks';
const documentFor = (path: string, ...events: string[]) => ({
  webhook_url: pipeline.receiver.url(path),
  events,
  description: 'Production webhook for order processing',
});

/** The page's JavaScript `verifyWebhookSignature`. */
function verifyWebhookSignature({ body, headers }: ReceivedRequest, secret: string): boolean {
  const expectedSignature = crypto.createHmac('sha256', secret).update(body).digest('hex');
  const signature = Buffer.from(String(headers['x-c4hxp-signature']));
  return crypto.timingSafeEqual(Buffer.from(`sha256=${expectedSignature}`), signature);
}

const bodyOf = (request: ReceivedRequest) => JSON.parse(request.body.toString());

/** The page's receiver that skips what it has seen: how many of the requests it works on. */
function processedByPage(requests: readonly ReceivedRequest[]): number {
  return new Set(requests.map((request) => bodyOf(request).meta.webhook_id)).size;
}

describe("C4HXP's configuration document", () => {
  it('makes a webhook that receives what the page shows', async () => {
    const document = documentFor('/orders', 'order.created', 'order.shipped');
    const created = await tenant.admin('POST', DOCUMENTS, document);
    expect(created).toMatchObject({
      status: 201,
      body: {
        url: document.webhook_url,
        events: document.events,
        description: document.description,
        active: true,
        dialect: 'c4hxp',
        secret: expect.any(String),
      },
    });
    const { id, secret } = created.body;
    expect((await tenant.admin('GET', `/v1/webhooks/${id}`)).text).not.toContain(secret);

    const data = { id: 12345, order_number: 'C4H-ORD-2024-001234', status: 'pending' };
    const time = '2024-01-15T10:30:00Z';
    await tenant.publish({ type: 'kit.registered', data: {} });
    await tenant.publish({ type: 'order.created', time, data });
    const [request] = await pipeline.receiver.waitFor('/orders', 1);
    if (!request) throw new RangeError('nothing came');
    expect(verifyWebhookSignature(request, secret)).toBe(true);
    expect(verifyWebhookSignature(request, 'another secret')).toBe(false);
    expect(bodyOf(request)).toEqual({
      event: 'order.created',
      data,
      meta: { timestamp: time, webhook_id: request.deliveryId, api_version: '2.0.0' },
    });
  });

  it('may carry the secret that support gave out', async () => {
    const secret = 'your_webhook_secret';
    await tenant.admin('POST', DOCUMENTS, { ...documentFor('/given', 'order.cancelled'), secret });
    await tenant.publish({ type: 'order.cancelled', data: { id: 1 } });
    const [request] = await pipeline.receiver.waitFor('/given', 1);
    expect(request && verifyWebhookSignature(request, secret)).toBe(true);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['plain http', { webhook_url: 'http://example.org/' }, 'webhook_url'],
    ['no text', { webhook_url: 7 }, 'webhook_url'],
    ['the native name', { url: 'https://example.org/' }, 'url'],
    ['a secret that cannot sign', { secret: '' }, 'secret'],
    ['a bad event', { events: ['order'.repeat(100)] }, 'events.0'],
    ['a field of another product', { active: true }, 'active'],
  ])('is refused in its own names: %s', async (_what, wrong, field) => {
    const answer = await tenant.admin('POST', DOCUMENTS, { ...documentFor('/wrong', 'order.created'), ...wrong });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_FAILED' } } });
    expect(answer.body.error.details).toEqual([{ field, reason: expect.any(String) }]);
  });
});

describe('a delivery that fails first', () => {
  it('keeps meta.webhook_id over its attempts, so that the receiver of the page works once on each event', async () => {
    pipeline.receiver.on('/again', failing(1));
    const { body: webhook } = await tenant.admin('POST', DOCUMENTS, documentFor('/again', 'results.*'));
    const retryConfig = { retryDelay: 200 };
    expect((await tenant.admin('PATCH', `/v1/webhooks/${webhook.id}`, { retryConfig })).status).toBe(200);

    await tenant.publish({ type: 'results.available', data: { kit_barcode: '123456789012' } });
    const twice = await pipeline.receiver.waitFor('/again', 2);
    expect(twice.every((request) => verifyWebhookSignature(request, webhook.secret))).toBe(true);
    expect(twice[0]?.body.equals(twice[1]?.body ?? Buffer.alloc(0))).toBe(true);
    expect(processedByPage(twice)).toBe(1);

    await tenant.publish({ type: 'results.reviewed', data: { kit_barcode: '123456789012' } });
    expect(processedByPage(await pipeline.receiver.waitFor('/again', 3))).toBe(2);
  });
});

describe('what is told about the dialect', () => {
  it('are the schedule, the time-out and the networks that the page publishes', async () => {
    const { body } = await tenant.admin('GET', '/v1/dialects/c4hxp');
    expect(body).toMatchObject({
      name: 'c4hxp',
      product: 'C4HXP',
      retryDelaysMs: [60_000, 300_000, 1_800_000, 7_200_000, 21_600_000],
      timeoutMs: 30_000,
      limits: { maxRetries: 20, maxTimeoutMs: 300_000 },
      sendingIpRanges: ['52.1.1.1/32', '52.1.1.2/32', '52.1.1.3/32'],
    });
    expect(body.eventTypes).toHaveLength(12);
    expect((await tenant.admin('GET', '/v1/dialects/healthsync')).body.sendingIpRanges).toEqual([]);
  });
});

describe('the health of the webhooks', () => {
  it('is told as the page shows it, of what receivers confirmed', async () => {
    const healthy = await pipeline.tenant('Healthy', 'c4hxp');
    const { admin } = healthy;
    const health = async (path = '/webhooks/health') => (await admin('GET', path)).body;
    const silent = { status: 'healthy', last_webhook_received: null, processed_count_today: 0 };
    expect(await health()).toEqual({ ...silent, webhook_endpoint: '/webhooks/c4hxp' });

    pipeline.receiver.on('/refuses', status(500));
    await admin('POST', DOCUMENTS, documentFor('/refuses', 'kit.*'));
    await admin('POST', DOCUMENTS, documentFor('/takes', 'order.*'));
    const { body: off } = await admin('POST', DOCUMENTS, documentFor('/off', 'order.*'));
    await admin('POST', `/v1/webhooks/${off.id}/deactivate`);
    expect(await health()).toEqual({ ...silent, webhook_endpoint: '/takes' });

    const beforeMs = Date.now();
    await healthy.publish({ type: 'kit.registered', data: {} });
    await healthy.publish({ type: 'order.created', data: {} });
    await healthy.publish({ type: 'order.confirmed', data: {} });
    const told = await eventually(health, (body) => body.processed_count_today === 2);
    expect(told).toMatchObject({ status: 'healthy', webhook_endpoint: '/takes' });
    const lastMs = Date.parse(told.last_webhook_received);
    expect(lastMs).toBeGreaterThan(beforeMs - 1_000);
    expect(lastMs).toBeLessThan(Date.now() + 1_000);
    expect(told.last_webhook_received).toBe(new Date(lastMs).toISOString());
    expect(await health('/v1/dialects/c4hxp/health')).toEqual(told);
    expect(await health('/v1/dialects/healthsync/health')).toMatchObject({ webhooks: 2 });
  });

  it('counts from midnight of UTC by when a delivery was confirmed, and remembers older ones', async () => {
    const { id: tenantId, admin } = await pipeline.tenant('Yesterday', 'c4hxp');
    const { body: webhook } = await admin('POST', DOCUMENTS, documentFor('/yesterday', 'order.*'));
    const midnightMs = new Date().setUTCHours(0, 0, 0, 0);
    const hour = 3_600_000;
    const confirm = (eventMs: number, confirmedMs: number) =>
      insertDelivered(tenantId, webhook.id, eventMs, confirmedMs);
    const health = async () => (await admin('GET', '/webhooks/health')).body;

    await confirm(midnightMs - 240 * hour, midnightMs - 239 * hour);
    expect(await health()).toMatchObject({
      last_webhook_received: new Date(midnightMs - 239 * hour).toISOString(),
      processed_count_today: 0,
    });
    await confirm(midnightMs - 2 * hour, midnightMs - hour);
    expect(await health()).toMatchObject({
      last_webhook_received: new Date(midnightMs - hour).toISOString(),
      processed_count_today: 0,
    });
    await confirm(midnightMs - 23 * hour, midnightMs);
    expect(await health()).toMatchObject({
      last_webhook_received: new Date(midnightMs).toISOString(),
      processed_count_today: 1,
    });
  });
});

/** A delivery that was confirmed at a time that no test can wait for. */
async function insertDelivered(tenantId: string, webhookId: string, eventMs: number, confirmedMs: number) {
  const time = eventMs.toString(16).padStart(12, '0');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${crypto.randomBytes(6).toString('hex')}`;
  await pipeline.carehook.database.query(
    `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
       last_code, accepted_at, expires_at, updated_at)
     values ($1, $2, $3, $1, 'order.created', 'first', 'delivered', 1, 1, 'delivered', $4, $4, $5)`,
    [id, tenantId, webhookId, new Date(eventMs), new Date(confirmedMs)],
  );
}

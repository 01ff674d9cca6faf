import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import { failing, hanging, type ReceivedRequest, status } from '../support/receiver.js';
import { flaskAccepts } from '../support/signature.checks.js';

/** Design: a retry is at most a second late on an idle machine. The rest is for machines that are not. */
const MAX_LATE_MS = 4_000;
const SECRET = 'webhook-secret-key';

let pipeline: PipelineInUse;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('Retries', 'zarish-sphere');
});
afterAll(() => pipeline?.stop());

const event = { type: 'patient.created', data: { patient: { id: 'p-1' } } };

async function deliveryOf(webhookId: string, wanted: string) {
  const { body } = await eventually(
    () => tenant.admin('GET', `/v1/webhooks/${webhookId}/deliveries`),
    (answer) => answer.body.data[0]?.status === wanted,
  );
  expect(body.data).toHaveLength(1);
  return body.data[0];
}

/** From each attempt's end to the next one's start, as recorded, which is what the waits are promised for. */
async function waitsBetween(deliveryId: string, attempts: number): Promise<number[]> {
  const { body } = await eventually(
    () => tenant.admin('GET', `/v1/deliveries/${deliveryId}/attempts`),
    (answer) => answer.body.data.length >= attempts,
  );
  const rows: { attempt: number; startedAt: string; durationMs: number }[] = body.data;
  expect(rows.map(({ attempt }) => attempt)).toEqual(Array.from({ length: attempts }, (_, index) => index + 1));
  const starts = rows.map(({ startedAt }) => Date.parse(startedAt));
  return rows.slice(0, -1).map(({ durationMs }, index) => (starts[index + 1] ?? 0) - (starts[index] ?? 0) - durationMs);
}

function expectWaits(waitsMs: readonly number[], promisedMs: readonly number[]): void {
  expect(waitsMs).toHaveLength(promisedMs.length);
  promisedMs.forEach((promised, index) => {
    // The attempt's duration is rounded to a millisecond.
    expect(waitsMs[index]).toBeGreaterThanOrEqual(promised - 1);
    expect(waitsMs[index]).toBeLessThan(promised + MAX_LATE_MS);
  });
}

const attemptsOf = (requests: readonly ReceivedRequest[]) =>
  requests.map(({ headers }) => headers['x-webhook-attempt']);

describe('a delivery that fails', () => {
  it("is tried again after the dialect's waits, never early, counting its attempts under one delivery id", async () => {
    pipeline.receiver.on('/twice', failing(2, 503));
    const retryConfig = { maxRetries: 3, retryDelay: 300 };
    const webhook = await tenant.webhook('/twice', { secret: SECRET, retryConfig });
    await tenant.publish(event);

    const requests = await pipeline.receiver.waitFor('/twice', 3);
    expect(attemptsOf(requests)).toEqual(['1', '2', '3']);
    expect(new Set(requests.map(({ deliveryId }) => deliveryId)).size).toBe(1);
    expect(requests.every((request) => flaskAccepts(SECRET, request))).toBe(true);
    const delivery = await deliveryOf(webhook.id, 'delivered');
    expect(delivery).toMatchObject({ attempts: 3, lastStatusCode: 200 });
    expectWaits(await waitsBetween(delivery.id, 3), [300, 600]);
  });

  it('is dead when its attempts are exhausted', async () => {
    pipeline.receiver.on('/always', status(500));
    const retryConfig = { maxRetries: 2, retryDelay: 200, backoffStrategy: 'linear' };
    const webhook = await tenant.webhook('/always', { retryConfig });
    await tenant.publish(event);

    const delivery = await deliveryOf(webhook.id, 'dead');
    expect(delivery).toMatchObject({ attempts: 3, lastStatusCode: 500, lastCode: 'http_status', nextAttemptAt: null });
    expectWaits(await waitsBetween(delivery.id, 3), [200, 400]);
    expect(attemptsOf(pipeline.receiver.received('/always'))).toEqual(['1', '2', '3']);
  });

  it('is tried again when the receiver does not answer in time', async () => {
    pipeline.receiver.on('/hangs', hanging);
    const webhook = await tenant.webhook('/hangs', { retryConfig: { maxRetries: 1, retryDelay: 100, timeout: 200 } });
    await tenant.publish(event);

    const delivery = await deliveryOf(webhook.id, 'dead');
    expect(delivery).toMatchObject({ attempts: 2, lastCode: 'timeout', lastStatusCode: null });
    expect(pipeline.receiver.received('/hangs')).toHaveLength(2);
  });

  it('with 410 is dead at once, and disables its webhook', async () => {
    pipeline.receiver.on('/gone', status(410));
    const webhook = await tenant.webhook('/gone', { retryConfig: { maxRetries: 3, retryDelay: 100 } });
    await tenant.publish(event);

    expect(await deliveryOf(webhook.id, 'dead')).toMatchObject({ attempts: 1, lastCode: 'gone', lastStatusCode: 410 });
    const { body } = await eventually(
      () => tenant.admin('GET', `/v1/webhooks/${webhook.id}`),
      (answer) => answer.body.active === false,
    );
    expect(body).toMatchObject({ status: 'disabled', disabledReason: 'gone' });
  });

  it('waits while its webhook is deactivated, and goes out when it is activated again', async () => {
    pipeline.receiver.on('/paused', failing(1));
    const webhook = await tenant.webhook('/paused', { retryConfig: { maxRetries: 1, retryDelay: 1_000 } });
    await tenant.publish(event);
    await pipeline.receiver.waitFor('/paused', 1);
    await tenant.admin('POST', `/v1/webhooks/${webhook.id}/deactivate`);
    const { nextAttemptAt } = await deliveryOf(webhook.id, 'pending');
    await eventually(
      async () => Date.now(),
      (now) => now > Date.parse(nextAttemptAt) + 1_000,
    );
    expect(pipeline.receiver.received('/paused')).toHaveLength(1);

    await tenant.admin('POST', `/v1/webhooks/${webhook.id}/activate`);
    await pipeline.receiver.waitFor('/paused', 2);
    expect(await deliveryOf(webhook.id, 'delivered')).toMatchObject({ attempts: 2 });
  });
});

describe('data over 64 KiB', () => {
  it('is delivered whole, and again on a retry', async () => {
    pipeline.receiver.on('/large', failing(1));
    const settings = { dialect: 'standard', retryConfig: { maxRetries: 1, retryDelay: 100 } };
    const webhook = await tenant.webhook('/large', settings);
    const data = `{"scan": 1.00,"text":"${'ä0'.repeat(350_000)}"}`;
    expect(Buffer.byteLength(data)).toBeGreaterThan(1024 * 1024);
    const time = '2026-03-07T15:30:00Z';
    await pipeline.ingest(tenant.key, `{"type":"scan.ready","time":"${time}","data":${data}}`);

    const requests = await pipeline.receiver.waitFor('/large', 2);
    const expected = Buffer.from(`{"type":"scan.ready","timestamp":"${time}","data":${data}}`);
    expect(requests.map(({ body }) => body.equals(expected))).toEqual([true, true]);
    expect(await deliveryOf(webhook.id, 'delivered')).toMatchObject({ attempts: 2 });
  });
});

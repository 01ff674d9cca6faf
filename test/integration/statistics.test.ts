import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing, hanging, ok, slow, status } from '../support/receiver.js';
import { TopicsClient } from '../support/topics.js';

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Statistics', 'zarish-sphere');
});
afterAll(() => pipeline?.stop());

const event = { type: 'patient.created', data: { patient: { id: 'p-1' } } };
const statsOf = async (path: string) => (await tenant.admin('GET', path)).body;
/** The statistics as soon as so many deliveries have ended. */
const statsAfter = (webhookId: string, ended: number) =>
  eventually(
    () => statsOf(`/v1/webhooks/${webhookId}/stats`),
    ({ totals }) => totals.delivered + totals.dead === ended,
  );

describe("a webhook's statistics", () => {
  it('count what its receiver saw, retries and failures included', async () => {
    pipeline.receiver.on('/some', failing(2, 503));
    const retryConfig = { maxRetries: 3, retryDelay: 100 };
    const webhook = await tenant.webhook('/some', { retryConfig });
    const startedAtMs = Date.now();
    for (let count = 0; count < 5; count += 1) await tenant.publish(event);

    const stats = await statsAfter(webhook.id, 5);
    expect(pipeline.receiver.received('/some')).toHaveLength(7);
    expect(stats.totals).toMatchObject({ requests: 7, succeeded: 5, failed: 2, delivered: 5, dead: 0, timeouts: 0 });
    expect(stats.totals.successRate).toBe(71.42);
    expect(stats.waiting).toBe(0);
    expect(stats.health).toMatchObject({ consecutiveFailures: 0, failingSince: null, lastCode: 'ok' });
    expect(Date.parse(stats.health.lastAttemptAt)).toBeGreaterThanOrEqual(startedAtMs);
    expect(Date.parse(stats.health.lastFailureAt)).toBeGreaterThanOrEqual(startedAtMs);
    const inHours = stats.hourly.reduce((sum: number, { requests }: { requests: number }) => sum + requests, 0);
    expect(inHours).toBe(7);
    expect(stats.hourly[0].hour).toMatch(/T\d\d:00:00\.000Z$/);
  });

  it('tell how long requests took, and how they were answered, also in hours that began before that was counted', async () => {
    const kinds = [ok, slow(400), status(404)];
    pipeline.receiver.on('/timed', (count, body) => (kinds[count % 3] ?? ok)(count, body));
    const webhook = await tenant.webhook('/timed', { events: ['timed.one'], retryConfig: { maxRetries: 0 } });
    for (let count = 0; count < 3; count += 1) await tenant.publish({ ...event, type: 'timed.one' });
    const { totals, hourly, dead } = await statsAfter(webhook.id, 3);
    expect(totals.statusClasses).toEqual({ '2xx': 2, '3xx': 0, '4xx': 1, '5xx': 0, none: 0 });
    expect(totals.durationMs.p50).toBeLessThan(360);
    expect(totals.durationMs.p95).toBeGreaterThanOrEqual(360);
    expect(totals.durationMs.p99).toBe(totals.durationMs.p95);
    expect(dead).toBe(1);
    if (hourly.length === 1) expect(hourly[0]).toMatchObject({ durationMs: totals.durationMs });

    // As the version before wrote it.
    const { database } = pipeline.carehook;
    await database.query(
      `update webhook_hourly_stats set durations = default, status_2xx = default, status_4xx = default where webhook_id = $1`,
      [webhook.id],
    );
    const old = await statsOf(`/v1/webhooks/${webhook.id}/stats`);
    expect(old.totals).toMatchObject({
      requests: 3,
      durationMs: { p50: null, p99: null },
      statusClasses: { '2xx': 0 },
    });
    await tenant.publish({ ...event, type: 'timed.one' });
    const { totals: after } = await statsAfter(webhook.id, 4);
    expect(after.durationMs.p50).not.toBeNull();
    expect(after.statusClasses).toMatchObject({ '2xx': 1 });
  });

  it('say since when it fails, and how', async () => {
    pipeline.receiver.on('/broken', status(500));
    const webhook = await tenant.webhook('/broken', { retryConfig: { maxRetries: 1, retryDelay: 50 } });
    await tenant.publish({ ...event, type: 'broken.one' });
    const first = await statsAfter(webhook.id, 1);
    await tenant.publish({ ...event, type: 'broken.two' });
    const second = await statsAfter(webhook.id, 2);
    expect(first.totals).toMatchObject({ requests: 2, failed: 2, dead: 1, successRate: 0 });
    expect(second.totals).toMatchObject({ requests: 4, failed: 4, dead: 2 });
    expect(second.health).toMatchObject({
      consecutiveFailures: 4,
      failingSince: first.health.failingSince,
      lastSuccessAt: null,
      lastCode: 'http_status',
      lastStatusCode: 500,
    });
  });

  it('count time-outs, and tell how many deliveries wait', async () => {
    pipeline.receiver.on('/hangs', hanging);
    const retryConfig = { maxRetries: 1, retryDelay: 3_600_000, timeout: 200 };
    const webhook = await tenant.webhook('/hangs', { retryConfig });
    await tenant.publish(event);
    const stats = await eventually(
      () => statsOf(`/v1/webhooks/${webhook.id}/stats`),
      ({ totals }) => totals.requests === 1,
    );
    expect(stats.totals.statusClasses).toMatchObject({ '2xx': 0, none: 1 });
    expect((await statsOf('/v1/stats')).waiting).toBe(1);
    expect(stats).toMatchObject({
      waiting: 1,
      dead: 0,
      totals: { timeouts: 1, dead: 0 },
      health: { lastCode: 'timeout' },
    });
    expect(stats.totals.averageDurationMs).toBeGreaterThanOrEqual(200);
    await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`);
  });

  it('count a test as a request that says nothing about health', async () => {
    pipeline.receiver.on('/tested', status(500));
    const webhook = await tenant.webhook('/tested', { events: ['nothing.ever'] });
    await tenant.admin('POST', `/v1/webhooks/${webhook.id}/test`);
    const stats = await statsAfter(webhook.id, 1);
    expect(stats.totals).toMatchObject({ requests: 1, failed: 1, dead: 1 });
    expect(stats.health).toMatchObject({ consecutiveFailures: 0, lastAttemptAt: null, lastCode: null });
  });

  it('are all zero before its first request', async () => {
    const webhook = await tenant.webhook('/unused', { events: ['nothing.ever'] });
    const stats = await statsOf(`/v1/webhooks/${webhook.id}/stats?hours=720`);
    expect(stats).toMatchObject({ hours: 720, waiting: 0, hourly: [], totals: { requests: 0, successRate: null } });
  });

  it.each([
    [200, { succeeded: 2, failed: 0, delivered: 1, dead: 0 }, 0],
    [410, { succeeded: 0, failed: 2, delivered: 0, dead: 1 }, 2],
  ])(
    'count a request twice that was made twice, with answer %d, but its delivery once',
    async (code, counts, failures) => {
      const path = `/twice/${code}`;
      pipeline.receiver.on(path, status(code));
      const webhook = await tenant.webhook(path, { events: [`twice.${code}`] });
      await tenant.publish({ ...event, type: `twice.${code}` });
      await statsAfter(webhook.id, 1);
      // As when a sender is killed before it could commit that it is done.
      const topics = await TopicsClient.connect(pipeline.carehook);
      try {
        const { key, value } = await topics.find('outcomes', (record) => record.key?.toString() === webhook.id);
        await topics.publish([{ key, value }], { topic: `${pipeline.carehook.topicPrefix}outcomes` });
      } finally {
        await topics.disconnect();
      }
      const { totals, health } = await eventually(
        () => statsOf(`/v1/webhooks/${webhook.id}/stats`),
        (stats) => stats.totals.requests === 2,
      );
      expect(totals).toMatchObject(counts);
      expect(health.consecutiveFailures).toBe(failures);
    },
  );

  it('count as dead what expired while it waited', async () => {
    const webhook = await tenant.webhook('/expired', { events: ['nothing.ever'] });
    await pipeline.carehook.database.query(
      `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
         next_attempt_at, last_code, accepted_at, expires_at, updated_at)
       select id, $1, $2, id, 'a.b', 'first', 'pending', 1, 1, now() + interval '1 day', 'timeout', now(), now(), now()
       from (values (gen_random_uuid()), (gen_random_uuid())) as ids (id)`,
      [tenant.id, webhook.id],
    );
    const { totals } = await eventually(
      () => statsOf(`/v1/webhooks/${webhook.id}/stats`),
      (stats) => stats.totals.dead > 0,
      30_000,
    );
    expect(totals).toMatchObject({ dead: 2, requests: 0, deferred: 0 });
  });

  it('count nothing twice after the recorder was killed', async () => {
    const webhook = await tenant.webhook('/killed', { events: ['killed.*'] });
    for (let count = 0; count < 3; count += 1) await tenant.publish({ ...event, type: 'killed.before' });
    await statsAfter(webhook.id, 3);
    const worker = pipeline.carehook.app('delivery-worker').process;
    await worker.kill9();
    await worker.up();
    await tenant.publish({ ...event, type: 'killed.after' });
    // What was done just before may be sent once more: then it is counted as a request, and not as a delivery.
    const received = () => pipeline.receiver.received('/killed').length;
    const { totals } = await eventually(
      () => statsOf(`/v1/webhooks/${webhook.id}/stats`),
      (stats) => stats.totals.delivered >= 4 && stats.totals.requests >= received(),
      40_000,
    );
    expect(totals).toMatchObject({ requests: received(), succeeded: received(), delivered: 4, dead: 0 });
  });
});

it("the tenant's statistics are the sums of its webhooks', and nobody else's", async () => {
  const other = await pipeline.tenant('Bystander');
  const webhook = await other.webhook('/other');
  await other.admin('POST', `/v1/webhooks/${webhook.id}/deactivate`);
  await other.webhook('/another');
  await other.publish(event);
  const stats = await eventually(
    async () => (await other.admin('GET', '/v1/stats?hours=1')).body,
    ({ totals }) => totals.requests > 0,
  );
  expect(stats).toMatchObject({
    hours: 1,
    webhooks: { total: 2, active: 1 },
    ...{ waiting: 0, dead: 0 },
    totals: { requests: 1, succeeded: 1, delivered: 1, successRate: 100 },
    hourly: [{ requests: 1 }],
  });
  expect((await tenant.admin('GET', `/v1/webhooks/${webhook.id}/stats`)).status).toBe(404);
});

it.each(['0', '721', '1.5', 'x'])('refuses statistics of %s hours', async (hours) => {
  const { status: code, body } = await tenant.admin('GET', `/v1/stats?hours=${hours}`);
  expect(code).toBe(400);
  expect(body.error.details).toMatchObject([{ field: 'hours' }]);
});

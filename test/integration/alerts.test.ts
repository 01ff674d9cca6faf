import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertJson } from '#domain';
import { type DataSource, evaluateAlerts, openDatabase } from '#postgres';
import { createLogger } from '#telemetry';
import { apiClient } from '../support/carehook.js';
import { eventually, type Pipeline, startPipeline, type TestTenant, type TestWebhook } from '../support/pipeline.js';
import { type ReceivedRequest, status } from '../support/receiver.js';

let pipeline: Pipeline;
let tenant: TestTenant;
/** Of somebody who looks for alerts beside the delivery-worker. */
let evaluators: DataSource;

beforeAll(async () => {
  pipeline = await startPipeline({ env: { ALERT_EVALUATION_SECONDS: '1' } });
  tenant = await pipeline.tenant('Alerts', 'zarish-sphere');
  const settings = { DATABASE_URL: pipeline.carehook.databaseUrl, DATABASE_POOL_SIZE: 4 };
  evaluators = await openDatabase('test', settings, createLogger('test', 'silent'));
});
afterAll(async () => {
  await evaluators?.destroy();
  await pipeline?.stop();
});

const alertsOf = async (query: string, admin = tenant.admin): Promise<AlertJson[]> =>
  (await admin('GET', `/v1/alerts?${query}`)).body.data;
/** The first alert that the query finds, as soon as there is one. */
const alertOf = async (query: string): Promise<AlertJson> => {
  const [alert] = await eventually(
    () => alertsOf(query),
    ({ length }) => length > 0,
  );
  return alert as AlertJson;
};
const bodiesOf = (requests: readonly ReceivedRequest[]) =>
  requests.map(({ body }) => JSON.parse(body.toString('utf8')) as { eventType: string; data: AlertJson });
const typesOf = (requests: readonly ReceivedRequest[]) => bodiesOf(requests).map(({ eventType }) => eventType);
const publish = async (type: string, times: number) => {
  for (let count = 0; count < times; count += 1) await tenant.publish({ type, data: {} });
};
/** A webhook that is called for this one type and never tries twice. */
const webhookOf = (path: string, type: string, events: readonly string[] = []) =>
  tenant.webhook(path, { events: [type, ...events], retryConfig: { maxRetries: 0 } });

describe('a receiver that fails', () => {
  let failing: TestWebhook;

  beforeAll(async () => {
    pipeline.receiver.on('/failing', status(503));
    failing = await webhookOf('/failing', 'fails.now', ['webhook.*']);
    await tenant.webhook('/on-call', { events: ['webhook.failing', 'webhook.recovered'] });
    await tenant.webhook('/on-call/deaths', { events: ['delivery.dead'] });
    await tenant.webhook('/everything', { events: ['*'], filters: { '@source': 'carehook' } });
    await publish('fails.now', 11);
  });

  it('opens one alert though several look for it at once, and another webhook is told', async () => {
    await eventually(
      async () => (await tenant.admin('GET', `/v1/webhooks/${failing.id}/stats`)).body.health.consecutiveFailures,
      (failures) => failures === 11,
    );
    await Promise.all([1, 2, 3, 4].map(() => evaluateAlerts(evaluators)));
    expect(await alertsOf(`webhookId=${failing.id}&kind=consecutive_failures`)).toHaveLength(1);

    const alert = await alertOf(`webhookId=${failing.id}&kind=consecutive_failures&status=open`);
    expect(alert).toMatchObject({
      status: 'open',
      facts: { consecutiveFailures: 11, lastCode: 'http_status', lastStatusCode: 503 },
      reason: expect.stringMatching(/^The last 11 requests failed, .* with 503\.$/),
      nextStep: expect.stringContaining('attempts'),
      acknowledgedAt: null,
      clearedAt: null,
    });
    const [told] = bodiesOf(await pipeline.receiver.waitFor('/on-call', 1));
    expect(told).toMatchObject({ eventType: 'webhook.failing', data: { id: alert.id, webhookId: failing.id } });
  });

  it('is told of once for all deliveries that died, with their number', async () => {
    const [told] = bodiesOf(await pipeline.receiver.waitFor('/on-call/deaths', 1));
    expect(told).toMatchObject({ eventType: 'delivery.dead', data: { webhookId: failing.id, kind: 'dead_letters' } });
    const [alert] = await alertsOf(`webhookId=${failing.id}&kind=dead_letters`);
    expect(alert?.facts).toMatchObject({ dead: 11 });
  });

  it('is counted by kind, without naming the webhook', async () => {
    const url = `${pipeline.carehook.app('delivery-worker').url}/metrics`;
    const metrics = await eventually(
      async () => await (await fetch(url)).text(),
      (text) => /carehook_alerts_open\{kind="consecutive_failures".*\} 1\n/.test(text),
    );
    expect(metrics).toMatch(/carehook_alerts_open\{kind="silent".*\} 0\n/);
    expect(metrics).not.toContain(failing.id);
  });

  it('can be acknowledged by an admin, whose key is remembered, and by nobody else', async () => {
    const { id } = await alertOf(`webhookId=${failing.id}&kind=consecutive_failures`);
    const api = pipeline.carehook.app('subscription-api').url;
    const { body: key } = await tenant.admin('POST', '/v1/api-keys', { name: 'Reads', role: 'viewer' });
    const viewer = apiClient(api, key.key as string);
    expect((await viewer('GET', `/v1/alerts/${id}`)).status).toBe(200);
    expect((await viewer('POST', `/v1/alerts/${id}/acknowledge`)).status).toBe(403);
    const { body: first } = await tenant.admin('POST', `/v1/alerts/${id}/acknowledge`);
    expect(first).toMatchObject({ status: 'acknowledged', acknowledgedAt: expect.any(String) });
    expect((await tenant.admin('POST', `/v1/alerts/${id}/acknowledge`)).body).toEqual(first);
    expect((await alertsOf('status=acknowledged')).map((alert) => alert.id)).toEqual([id]);
  });

  it("is no other tenant's business", async () => {
    const other = await pipeline.tenant('Alert bystander');
    const { id } = await alertOf(`webhookId=${failing.id}`);
    expect(await alertsOf('limit=200', other.admin)).toEqual([]);
    expect(await alertsOf(`webhookId=${failing.id}`, other.admin)).toEqual([]);
    expect((await other.admin('GET', `/v1/alerts/${id}`)).status).toBe(404);
    expect((await other.admin('POST', `/v1/alerts/${id}/acknowledge`)).status).toBe(404);
  });

  it('clears the alert when it recovers, and neither it nor who subscribed to everything was told', async () => {
    pipeline.receiver.on('/failing', status(200));
    await publish('fails.now', 1);
    const alert = await alertOf(`webhookId=${failing.id}&kind=consecutive_failures&status=cleared`);
    expect(alert).toMatchObject({ clearedReason: 'recovered', acknowledgedBy: expect.any(String) });
    expect((await tenant.admin('POST', `/v1/alerts/${alert.id}/acknowledge`)).status).toBe(200);
    const told = await pipeline.receiver.waitFor('/on-call', (all) => typesOf(all).includes('webhook.recovered'));
    expect(typesOf(told)).toEqual(['webhook.failing', 'webhook.recovered']);
    expect(bodiesOf(told)[1]?.data).toMatchObject({ id: alert.id, status: 'cleared', clearedReason: 'recovered' });
    expect(new Set(typesOf(pipeline.receiver.received('/failing')))).toEqual(new Set(['fails.now']));
    expect(pipeline.receiver.received('/everything')).toEqual([]);
  });
});

it('a 410 opens an alert with the disabling itself, is told of, and ends when the webhook is activated', async () => {
  pipeline.receiver.on('/gone', status(410));
  const gone = await webhookOf('/gone', 'goes.now');
  await tenant.webhook('/on-call/disabled', { events: ['webhook.disabled', 'webhook.recovered'] });
  await publish('goes.now', 1);
  const { body } = await eventually(
    () => tenant.admin('GET', `/v1/webhooks/${gone.id}`),
    (answer) => answer.body.active === false,
  );
  expect(body.disabledReason).toBe('gone');
  const query = `webhookId=${gone.id}&kind=webhook_disabled`;
  const [alert] = await alertsOf(query);
  expect(alert).toMatchObject({ status: 'open', facts: { why: 'gone' } });

  await tenant.admin('POST', `/v1/webhooks/${gone.id}/activate`);
  expect(await alertsOf(query)).toMatchObject([{ id: alert?.id, status: 'cleared', clearedReason: 'enabled' }]);
  const told = await pipeline.receiver.waitFor('/on-call/disabled', 2);
  expect(bodiesOf(told)).toMatchObject([
    { eventType: 'webhook.disabled', data: { id: alert?.id, status: 'open', clearedAt: null } },
    { eventType: 'webhook.recovered', data: { id: alert?.id, status: 'cleared' } },
  ]);
});

it('what was announced before a crash, but not marked as announced, is delivered once', async () => {
  const webhook = await webhookOf('/crashed', 'never.happens');
  await tenant.webhook('/on-call/crashes', { events: ['webhook.disabled'], filters: { webhookId: webhook.id } });
  const id = '019bc12b-fb40-7000-8000-00000000c0de';
  const { database } = pipeline.carehook;
  await database.query(`update webhooks set active = false, disabled_reason = 'gone' where id = $1`, [webhook.id]);
  await database.query(
    `insert into alerts (id, tenant_id, webhook_id, kind, facts) values ($1, $2, $3, 'webhook_disabled', '{"why":"gone"}')`,
    [id, tenant.id, webhook.id],
  );
  const announced = () => database.query('select from alerts where id = $1 and announced_at is not null', [id]);
  await eventually(announced, ({ rowCount }) => rowCount === 1);
  await database.query('update alerts set announced_at = null where id = $1', [id]);
  await eventually(
    () => pipeline.counter('filter-router', 'carehook_events_duplicate_total'),
    (duplicates) => duplicates === 1,
  );
  expect(await pipeline.receiver.waitFor('/on-call/crashes', 1)).toHaveLength(1);
});

describe('what is recorded of a webhook', () => {
  /** Moments are SQL: an interval before now. `counts` are requests, succeeded, time-outs, dead, and tests among the dead. */
  interface Recorded {
    readonly hour: string;
    readonly counts: readonly [number, number, number, number, number];
    readonly lastCall?: string;
    readonly lastFailure?: string;
    readonly overdue?: number;
  }
  const RECENTLY = { lastCall: '0 s', lastFailure: '0 s' };
  const NOTHING = { hour: '0 h', counts: [0, 0, 0, 0, 0] } as const;
  const CASES: [string, Recorded, string[]][] = [
    ['17 of 20 succeeded', { hour: '3 h', counts: [20, 17, 0, 0, 0], ...RECENTLY }, ['success_rate']],
    ['18 of 20 succeeded', { hour: '3 h', counts: [20, 18, 0, 0, 0], ...RECENTLY }, []],
    ['none of 19 succeeded', { hour: '3 h', counts: [19, 0, 0, 0, 0], ...RECENTLY }, []],
    ['all was repaired since', { hour: '3 h', counts: [20, 0, 0, 0, 0], lastCall: '3 h', lastFailure: '3 h' }, []],
    ['a fifth timed out', { hour: '1 h', counts: [100, 95, 20, 0, 0], ...RECENTLY }, ['timeouts']],
    ['fewer timed out', { hour: '1 h', counts: [100, 95, 19, 0, 0], ...RECENTLY }, []],
    ['a day of silence, unlike last week', { hour: '171 h', counts: [10, 10, 0, 0, 0], lastCall: '25 h' }, ['silent']],
    ['a day of silence, as last week', { hour: '200 h', counts: [10, 10, 0, 0, 0], lastCall: '25 h' }, []],
    ['a delivery died', { hour: '1 h', counts: [1, 0, 0, 1, 0] }, ['dead_letters']],
    ['a test failed', { hour: '0 h', counts: [1, 0, 0, 1, 1] }, []],
    ['100 deliveries are overdue', { ...NOTHING, overdue: 100 }, ['backlog_growing']],
    ['99 deliveries are overdue', { ...NOTHING, overdue: 99 }, []],
  ];
  const ids = new Map<string, string>();

  async function record(id: string, { hour, counts, lastCall, lastFailure, overdue = 0 }: Recorded): Promise<void> {
    const { database } = pipeline.carehook;
    const [requests, succeeded, timeouts, dead, deadTests] = counts;
    // Changed less long ago than what was repaired, longer ago than a silence.
    await database.query(`update webhooks set updated_at = now() - $2::interval where id = $1`, [
      id,
      lastFailure === undefined ? '2 d' : '1 h',
    ]);
    await database.query(
      `insert into webhook_health (webhook_id, tenant_id, consecutive_failures, last_attempt_at, last_failure_at, requests,
         succeeded, duration_ms_sum) values ($1, $2, 0, now() - $3::interval, now() - $4::interval, 1, 1, 1)`,
      [id, tenant.id, lastCall, lastFailure],
    );
    await database.query(
      `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
         next_attempt_at, last_code, accepted_at, expires_at, updated_at)
       select gen_random_uuid(), $1, $2, gen_random_uuid(), 'a.b', 'first', 'pending', 0, 1, now() - interval '6 minutes',
         'lane_full', now(), now() + interval '1 day', now() from generate_series(1, $3)`,
      [tenant.id, id, overdue],
    );
    await database.query(
      `insert into webhook_hourly_stats (webhook_id, tenant_id, hour, requests, succeeded, failed, deferred, delivered, dead,
         duration_ms_sum, timeouts, dead_tests)
       values ($1, $2, date_trunc('hour', now(), 'UTC') - $3::interval, $4, $5, 0, 0, 0, $6, 0, $7, $8)`,
      [id, tenant.id, hour, requests, succeeded, dead, timeouts, deadTests],
    );
  }

  beforeAll(async () => {
    const recording = CASES.map(async ([name, recorded]) => {
      const { id } = await webhookOf('/never', 'never.happens');
      ids.set(name, id);
      await record(id, recorded);
    });
    await Promise.all(recording);
    const last = await webhookOf('/never', 'never.happens');
    await record(last.id, { hour: '0 h', counts: [1, 0, 0, 1, 0] });
    await alertOf(`webhookId=${last.id}&kind=dead_letters`);
  });

  it.each(CASES)('%s: opens what is documented, and no more', async (name, _, kinds) => {
    const alerts = await alertsOf(`webhookId=${ids.get(name)}`);
    expect(alerts.map(({ kind }) => kind)).toEqual(kinds);
    for (const { reason } of alerts) expect(reason).toMatch(/^[A-Z\d].*\d.*\.$/);
  });
});

it.each(['status=closed', 'kind=bad_luck', 'webhookId=x', 'limit=0', 'cursor=x', 'colour=red'])(
  'refuses a list with %s',
  async (query) => {
    const { status: code, body } = await tenant.admin('GET', `/v1/alerts?${query}`);
    expect(code).toBe(400);
    expect(body.error.code).toBe('VALIDATION_FAILED');
  },
);

it('lists alerts page by page, newest first', async () => {
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await tenant.admin('GET', `/v1/alerts?limit=2${cursor}`);
    seen.push(...body.data.map(({ id }: AlertJson) => id));
    if (body.nextCursor === null) break;
    cursor = `&cursor=${body.nextCursor}`;
  }
  expect(seen).toEqual((await alertsOf('limit=200')).map(({ id }) => id));
  expect(seen).toEqual([...new Set(seen)].sort().reverse());
});

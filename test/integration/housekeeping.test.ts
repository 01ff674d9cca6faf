import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { status } from '../support/receiver.js';

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline({ env: { RETENTION_DAYS: '9' } });
  tenant = await pipeline.tenant('Housekeeping', 'zarish-sphere');
});
afterAll(() => pipeline?.stop());

it('a webhook whose requests have all failed for five days is disabled with an alert, and one that succeeded since is not', async () => {
  const retryConfig = { maxRetries: 0 };
  pipeline.receiver.on('/failing', status(500));
  const failing = await tenant.webhook('/failing', { retryConfig });
  const healthy = await tenant.webhook('/healthy', { retryConfig });
  await tenant.publish({ type: 'patient.created', data: {} });
  await eventually(
    async () => (await pipeline.carehook.database.query('select webhook_id from webhook_health')).rowCount,
    (count) => count === 2,
  );
  const sixDaysAgo = `now() - interval '6 days'`;
  await pipeline.carehook.database.query(`update webhooks set updated_at = ${sixDaysAgo}`);
  await pipeline.carehook.database.query(
    `update webhook_health set failing_since = ${sixDaysAgo} where failing_since is not null`,
  );
  const webhook = (id: string) => tenant.admin('GET', `/v1/webhooks/${id}`);
  const { body } = await eventually(
    () => webhook(failing.id),
    (answer) => answer.body.active === false,
    30_000,
  );
  expect(body).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
  expect((await webhook(healthy.id)).body.active).toBe(true);
  const { body: alerts } = await tenant.admin('GET', '/v1/alerts?kind=webhook_disabled');
  expect(alerts.data).toMatchObject([{ webhookId: failing.id, facts: { why: 'failing', failingDays: 5 } }]);
});

it('partitions beyond the retention are dropped at a start, and no other', async () => {
  const { database } = pipeline.carehook;
  const day = (daysAgo: number) => Math.floor(Date.now() / 86_400_000 - daysAgo) * 86_400_000;
  const name = (daysAgo: number) => `events_${new Date(day(daysAgo)).toISOString().slice(0, 10).replaceAll('-', '')}`;
  const floor = (ms: number) => {
    const hex = ms.toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
  };
  for (const daysAgo of [9, 10]) {
    await database.query(
      `create table ${name(daysAgo)} partition of events for values from ('${floor(day(daysAgo))}') to ('${floor(day(daysAgo - 1))}')`,
    );
  }
  await pipeline.carehook.app('delivery-worker').process.restart();
  const names = async () => {
    const { rows } = await database.query<{ name: string }>(
      `select c.relname as name from pg_inherits join pg_class c on c.oid = inhrelid where c.relname like 'events\\_2%'`,
    );
    return rows.map((row) => row.name);
  };
  const left = await eventually(names, (found) => !found.includes(name(10)), 30_000);
  expect(left).toContain(name(9));
  expect(left).toContain(name(0));
});

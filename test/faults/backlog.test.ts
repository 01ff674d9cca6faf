import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { eventually, type Pipeline, startPipeline } from '../support/pipeline.js';
import { failing, ok, status } from '../support/receiver.js';

const WAITING = FAULTS_ARE_LONG ? 200_000 : 50_000;
const OTHERS = 200;
const RETRY_DELAY_MS = 3_000;
const MAX_LATE_MS = 1_000;
const LEAST_CREDIT = 16;
const DRAINED = FAULTS_ARE_LONG ? 10_000 : 3_000;

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline?.stop());

it(`${WAITING} deliveries that wait for a dead endpoint hold up no other webhook, and are drained when it returns`, async () => {
  const tenant = await pipeline.tenant('Backlog', 'zarish-sphere');
  pipeline.receiver.on('/dead', status(500));
  pipeline.receiver.on('/other', failing(OTHERS, 409));
  const dead = await tenant.webhook('/dead', { events: ['backlog.dead'] });
  await tenant.webhook('/other', {
    events: ['backlog.other'],
    retryConfig: { maxRetries: 1, retryDelay: RETRY_DELAY_MS },
  });
  const claimsBefore = await claimsPerSecond();
  await leaveWaiting(tenant.id, dead.id);
  await eventually(
    () => creditOf(dead.id),
    (credit) => credit === LEAST_CREDIT,
    60_000,
  );

  const claimsWhileWaiting = await claimsPerSecond();
  const events = Array.from({ length: OTHERS }, (_, n) => ({ type: 'backlog.other', data: { n } }));
  await pipeline.ingest(tenant.key, JSON.stringify(events));
  const requests = await pipeline.receiver.waitFor('/other', 2 * OTHERS, 30_000);
  const firstAtMs = new Map(requests.slice(0, OTHERS).map((request) => [request.deliveryId, request.atMs]));
  const lateMs = requests.slice(OTHERS).map(({ deliveryId, atMs }) => {
    return atMs - (firstAtMs.get(deliveryId) ?? Number.NEGATIVE_INFINITY) - RETRY_DELAY_MS;
  });

  pipeline.receiver.on('/dead', ok);
  const healedAtMs = Date.now();
  const sentBefore = pipeline.receiver.received('/dead').length;
  const drained = await pipeline.receiver.waitFor('/dead', sentBefore + DRAINED, 60_000);
  const firstTakenMs = (drained[sentBefore]?.atMs ?? healedAtMs) - healedAtMs;
  console.log(
    `retries of others late by at most ${Math.max(...lateMs)} ms; claims a second ${claimsBefore} before and ` +
      `${claimsWhileWaiting} beside the backlog; probed after ${firstTakenMs} ms, ` +
      `${DRAINED} drained ${Date.now() - healedAtMs - firstTakenMs} ms later`,
  );
  expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...lateMs)).toBeLessThan(MAX_LATE_MS);
  expect(claimsWhileWaiting).toBeLessThan(claimsBefore * 1.5 + 1);
  await tenant.admin('DELETE', `/v1/webhooks/${dead.id}`);
}, 180_000);

/** Rows as an outage of a day leaves them: failed once, due now. */
async function leaveWaiting(tenantId: string, webhookId: string): Promise<void> {
  const { database } = pipeline.carehook;
  const time = Date.now().toString(16).padStart(12, '0');
  const uid = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000001`;
  await database.query(
    `insert into events (uid, tenant_id, id, type, source, time_text, content_type, extensions, data, accepted_at)
     values ($1, $2, 'waiting', 'backlog.dead', '/test', '2026-01-01T00:00:00Z', 'application/json', '{}', '{"n":1}', now())`,
    [uid, tenantId],
  );
  await database.query(
    `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
       next_attempt_at, last_code, accepted_at, expires_at, updated_at)
     select ($5 || substr(md5(n::text), 1, 20))::uuid, $1, $2, $3, 'backlog.dead', 'first', 'pending', 1, 1, now() - n * interval '1 ms',
       'http_status', now(), now() + interval '1 day', now()
     from generate_series(1, $4::int) as n`,
    [tenantId, webhookId, uid, WAITING, time],
  );
  await database.query('analyze deliveries');
}

async function creditOf(webhookId: string): Promise<number | undefined> {
  const { rows } = await pipeline.carehook.database.query<{ credit: number }>(
    'select credit from webhook_credit where webhook_id = $1',
    [webhookId],
  );
  return rows[0]?.credit;
}

/** How often a second the scheduler asks PostgreSQL for what is due, over three seconds. */
async function claimsPerSecond(): Promise<number> {
  const count = () => pipeline.counter('delivery-worker', 'carehook_schedule_seconds_count');
  const [before, startedAtMs] = [await count(), Date.now()];
  await sleep(3_000);
  return ((await count()) - before) / ((Date.now() - startedAtMs) / 1_000);
}

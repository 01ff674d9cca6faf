import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliveryId, eventUid } from '#domain';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';

const DAY_MS = 86_400_000;

let pipeline: Pipeline;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Short memory');
  other = await pipeline.tenant('Long memory');
});
afterAll(() => pipeline?.stop());

const retain = (retentionDays: number | null, by = tenant) =>
  by.admin('PATCH', `/v1/tenants/${by.id}`, { retentionDays });

/** An event of so many days ago, with one delivery and its attempt. Returns both ids. */
async function history(of: TestTenant, daysAgo: number, status: string): Promise<{ uid: string; delivery: string }> {
  const { database } = pipeline.carehook;
  const atMs = Date.now() - daysAgo * DAY_MS;
  const id = randomBytes(8).toString('hex');
  const uid = eventUid(atMs, of.id, '/test', id);
  const webhookId = '019bc12b-fb40-7000-8000-00000000e001';
  const delivery = deliveryId(atMs, uid, webhookId);
  await database.query(
    `insert into events (uid, tenant_id, id, type, source, time_text, content_type, extensions, data, accepted_at)
     values ($1, $2, $3, 'old.event', '/test', '', 'application/json', '{}', '{}', now())`,
    [uid, of.id, id],
  );
  await database.query(
    `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers, last_code,
       accepted_at, expires_at, updated_at, next_attempt_at)
     values ($1, $2, $3, $4, 'old.event', 'first', $5, 1, 1, 'ok', now(), now() + interval '1 day', now(), now() + interval '1 day')`,
    [delivery, of.id, webhookId, uid, status],
  );
  await database.query(
    `insert into attempts (delivery_id, attempt, outcome_offset, result, code, started_at, duration_ms, response_body)
     values ($1, 1, 1, 'succeeded', 'ok', now(), 1, 'kept')`,
    [delivery],
  );
  return { uid, delivery };
}

/** Which of these are left: events, deliveries and attempts. */
async function left({ uid, delivery }: { uid: string; delivery: string }): Promise<number[]> {
  const count = async (sql: string, id: string) => (await pipeline.carehook.database.query(sql, [id])).rowCount ?? 0;
  return [
    await count('select from events where uid = $1', uid),
    await count('select from deliveries where id = $1', delivery),
    await count('select from attempts where delivery_id = $1', delivery),
  ];
}

it('may be shorter than the system has it, but not shorter than a webhook may need', async () => {
  expect((await retain(31)).body.error.details).toEqual([
    { field: 'retentionDays', reason: expect.stringMatching(/at most 30/) },
  ]);
  expect((await retain(0)).status).toBe(400);
  expect((await retain(1)).body.retentionDays).toBe(1);
  await tenant.webhook('/patient', { events: ['nothing'] });
  expect((await retain(7)).body.error.details).toEqual([
    { field: 'retentionDays', reason: expect.stringMatching(/at least 8/) },
  ]);
  expect((await retain(8)).status).toBe(200);
  expect((await retain(null)).body.retentionDays).toBeNull();
});

it("deletes a tenant's older events, deliveries and attempts, but nothing that a delivery waits for, nor another tenant's", async () => {
  const old = await history(tenant, 9, 'delivered');
  const waiting = await history(tenant, 9, 'pending');
  const young = await history(tenant, 7, 'delivered');
  const others = await history(other, 9, 'delivered');
  expect((await retain(8)).status).toBe(200);
  await eventually(
    () => left(old),
    (counts) => counts.every((count) => count === 0),
    30_000,
  );
  for (const kept of [waiting, young, others]) expect(await left(kept)).toEqual([1, 1, 1]);
});

it('is longer where a webhook that was made later needs its events for longer', async () => {
  const third = await pipeline.tenant('Changed mind');
  expect((await retain(1, third)).status).toBe(200);
  await third.webhook('/patient', { events: ['nothing'] });
  const needed = await history(third, 7, 'delivered');
  const old = await history(third, 9, 'delivered');
  await eventually(
    () => left(old),
    (counts) => counts.every((count) => count === 0),
    30_000,
  );
  expect(await left(needed)).toEqual([1, 1, 1]);
});

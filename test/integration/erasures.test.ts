import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryShown } from '../support/delivery.history.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { status } from '../support/receiver.js';

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline({ env: { ERASURE_SETTLE_SECONDS: '1' } });
  tenant = await pipeline.tenant('Erasures');
});
afterAll(() => pipeline?.stop());

const erase = async (subject: string) => {
  const { status, body } = await tenant.admin('POST', '/v1/erasures', { subject, reason: 'asked for' });
  expect(status).toBe(202);
  const { body: receipt } = await eventually(
    () => tenant.admin('GET', `/v1/erasures/${body.id}`),
    (answer) => answer.body.finishedAt !== null,
  );
  return receipt;
};

const deliveriesOf = async (webhook: { id: string }): Promise<DeliveryShown[]> =>
  (await tenant.admin('GET', `/v1/webhooks/${webhook.id}/deliveries`)).body.data;

const event = async (uid: string) => (await tenant.admin('GET', `/v1/events/${uid}`)).body;

describe('an erasure', () => {
  it("empties the events of a subject and what receivers answered, cancels what waits, and leaves the others'", async () => {
    pipeline.receiver.on('/taken', (_, body) => ({ status: 200, body: body.toString() }));
    pipeline.receiver.on('/refused', status(500));
    const taken = await tenant.webhook('/taken', { events: ['visit.*'] });
    const refused = await tenant.webhook('/refused', { events: ['visit.*'], ordering: 'subject' });
    for (const subject of ['patient-1', 'patient-2']) {
      await tenant.publish({ type: 'visit.made', subject, mrn: subject, data: { note: `about ${subject}` } });
    }
    const settled = (all: DeliveryShown[], wanted: string) =>
      all.length === 2 && all.every((each) => each.status === wanted);
    const delivered = await eventually(
      () => deliveriesOf(taken),
      (all) => settled(all, 'delivered'),
    );
    await eventually(
      () => deliveriesOf(refused),
      (all) => settled(all, 'pending') && all.every((each) => each.attempts === 1),
    );

    const receipt = await erase('patient-1');
    expect(receipt).toMatchObject({ reason: 'asked for', events: 1, deliveries: 1, attempts: 1 });

    const shown = await Promise.all(delivered.map(({ eventUid }) => event(eventUid)));
    const [erased, kept] = shown.sort((a, b) => (a.subject === null ? -1 : 1) - (b.subject === null ? -1 : 1));
    expect(erased).toMatchObject({
      subject: null,
      data: null,
      extensions: {},
      erasureId: receipt.id,
      type: 'visit.made',
    });
    expect(kept).toMatchObject({ subject: 'patient-2', data: { note: 'about patient-2' }, erasureId: null });
    const [cancelled] = (await deliveriesOf(refused)).filter(({ eventUid }) => eventUid === erased.uid);
    expect(cancelled).toMatchObject({ status: 'cancelled', lastCode: 'erased' });
    const { rows } = await pipeline.carehook.database.query(
      `select e.subject, a.response_body, d.order_key from attempts a join deliveries d on d.id = a.delivery_id
       join events e on e.uid = d.event_uid where d.webhook_id = $1`,
      [taken.id],
    );
    expect(rows.find((row) => row.subject === null)).toMatchObject({ response_body: null, order_key: null });
    expect(rows.find((row) => row.subject !== null).response_body).toContain('about patient-2');
  });

  it('leaves nothing that could be sent again', async () => {
    const webhook = await tenant.webhook('/again', { events: ['again.*'] });
    await tenant.publish({ type: 'again.made', subject: 'patient-3', data: {} });
    const [delivery] = await eventually(
      () => deliveriesOf(webhook),
      (all) => all[0]?.status === 'delivered',
    );
    await tenant.admin('POST', `/v1/deliveries/${delivery?.id}/replay`);
    await pipeline.receiver.waitFor('/again', 2);
    await eventually(
      () => deliveriesOf(webhook),
      (all) => all.length === 2 && all.every((each) => each.status === 'delivered'),
    );
    await erase('patient-3');
    expect((await tenant.admin('POST', `/v1/deliveries/${delivery?.id}/replay`)).status).toBe(410);
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const replay = await tenant.admin('POST', `/v1/webhooks/${webhook.id}/replay`, { from, includeMissed: true });
    expect(replay.body).toEqual({ count: 0 });
  });

  it('reaches replays, and what was recorded too late for an earlier one', async () => {
    const { database } = pipeline.carehook;
    pipeline.receiver.on('/late', status(500));
    const webhook = await tenant.webhook('/late', { events: ['late.*'] });
    await tenant.publish({ type: 'late.made', subject: 'patient-4', data: {} });
    const [delivery] = await eventually(
      () => deliveriesOf(webhook),
      (all) => all[0]?.status === 'pending',
    );
    await tenant.admin('POST', `/v1/deliveries/${delivery?.id}/replay`);
    await eventually(
      () => deliveriesOf(webhook),
      (all) => all.length === 2 && all.every((each) => each.attempts === 1),
    );
    expect(await erase('patient-4')).toMatchObject({ events: 1, deliveries: 2 });
    await database.query(`update attempts set response_body = 'late' where delivery_id = $1`, [delivery?.id]);
    expect(await erase('patient-4')).toMatchObject({ events: 0, deliveries: 0, attempts: 1 });
  });

  it('works through many events in pieces, and goes on after its process was killed', async () => {
    const { database } = pipeline.carehook;
    await database.query(
      `insert into events (uid, tenant_id, id, type, source, subject, time_text, content_type, extensions, data, accepted_at)
       select overlay(gen_random_uuid()::text placing left($1::text, 15) from 1 for 15)::uuid, $2, n::text, 'many.made', '/t',
         case when n % 2 = 0 then 'patient-5' end, '', 'application/json', '{}', '{"n":1}', now()
       from generate_series(1, 20000) n`,
      [(await tenant.admin('GET', '/v1/events?limit=1')).body.data[0].uid, tenant.id],
    );
    const { body } = await tenant.admin('POST', '/v1/erasures', { subject: 'patient-5' });
    const receipt = async () => (await tenant.admin('GET', `/v1/erasures/${body.id}`)).body;
    await eventually(receipt, ({ events }) => events > 0);
    const worker = pipeline.carehook.app('delivery-worker').process;
    await worker.kill9();
    await worker.up();
    expect(await eventually(receipt, ({ finishedAt }) => finishedAt !== null, 60_000)).toMatchObject({
      events: 10_000,
    });
    const { rows } = await database.query(`select count(*)::int as left from events where subject = 'patient-5'`);
    expect(rows).toEqual([{ left: 0 }]);
  });

  it('waits for events that are not recorded yet', async () => {
    const { database } = pipeline.carehook;
    await database.query(`alter table events add constraint late check (type <> 'slow.made')`);
    await tenant.publish({ type: 'slow.made', subject: 'patient-8', data: { a: 1 } });
    const { body } = await tenant.admin('POST', '/v1/erasures', { subject: 'patient-8' });
    const row = async () => (await database.query('select * from erasures where id = $1', [body.id])).rows[0];
    // It looked at the recorder, and put itself off.
    await eventually(row, ({ walk, next_at }) => walk === 2 && next_at.getTime() > Date.now() + 5_000);
    await database.query('alter table events drop constraint late');
    expect(await eventually(row, ({ finished_at }) => finished_at !== null, 30_000)).toMatchObject({ events: 1 });
  });

  it("is another tenant's affair only in their own events", async () => {
    const other = await pipeline.tenant('Neighbour');
    await other.publish({ type: 'visit.made', subject: 'patient-6', data: { a: 1 } });
    const events = () => other.admin('GET', '/v1/events');
    await eventually(events, ({ body }) => body.data.length === 1);
    const { id } = await erase('patient-6');
    expect((await events()).body.data[0].subject).toBe('patient-6');
    expect((await other.admin('GET', `/v1/erasures/${id}`)).status).toBe(404);
  });

  it('has a receipt that proves its subject to who knows it, says what it does not reach, and is audited', async () => {
    const receipt = await erase('patient-7');
    const [, salt = '', hash] = receipt.subjectHash.split(':');
    expect(createHash('sha256').update(Buffer.from(salt, 'hex')).update('patient-7').digest('hex')).toBe(hash);
    const until = Date.parse(receipt.requestedAt) + (168 + 192) * 3_600_000;
    expect(receipt.note).toContain(new Date(until).toISOString());
    const { rows } = await pipeline.carehook.database.query('select subject from erasures where id = $1', [receipt.id]);
    expect(rows).toEqual([{ subject: null }]);
    const { body, text } = await tenant.admin('GET', `/v1/audit-log?object=${receipt.id}`);
    expect(body.data.map(({ action }: { action: string }) => action)).toEqual(['erasure.finish', 'erasure.create']);
    expect(text).not.toContain('patient-7');
    expect((await tenant.admin('GET', '/v1/erasures?limit=1')).body.data[0].id).toBe(receipt.id);
  });
});

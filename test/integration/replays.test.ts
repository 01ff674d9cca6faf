import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOPICS } from '#kafka';
import { anHourAgo, DeliveryHistory } from '../support/delivery.history.js';
import { eventually, joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import { cloudEventHeaders, TopicsClient } from '../support/topics.js';

let pipeline: PipelineInUse;
let tenant: TestTenant;
let history: DeliveryHistory;
let topics: TopicsClient;

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('Replays', 'zarish-sphere');
  history = new DeliveryHistory(pipeline, tenant);
  topics = await TopicsClient.connect(pipeline.carehook);
});
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
});

describe('a replay', () => {
  it('of one delivery is a new one that names its origin', async () => {
    const webhook = await tenant.webhook('/once-more', { events: ['once.happened'] });
    await history.publish('once.happened', 1);
    const [origin] = await history.settled(webhook, 1, 'delivered');
    const { status: code, body } = await history.post(`/v1/deliveries/${origin?.id}/replay`);
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
    expect(requests.map(({ headers }) => headers['x-webhook-attempt'])).toEqual(['1', '1']);
    const handedOver = await topics.find(TOPICS.deliveries, ({ headers }) => String(headers?.meta).includes(body.id));
    expect(JSON.parse(String(handedOver.headers?.meta))).toMatchObject({ reason: 'replay', attempt: 1, handover: 1 });
    const [replay, original] = await history.settled(webhook, 2, 'delivered');
    expect(original?.id).toBe(origin?.id);
    expect(replay).toMatchObject({ id: body.id, originDeliveryId: origin?.id, reason: 'replay', attempts: 1 });
  });

  it('of a span sends as many as its dry run counted, of the types and states that were asked for', async () => {
    const webhook = await tenant.webhook('/span', { events: ['span.*'] });
    await history.publish('span.one', 3);
    await history.publish('span.two', 2);
    const all = await history.settled(webhook, 5, 'delivered');
    const path = `/v1/webhooks/${webhook.id}/replay`;
    const count = async (body: object) => {
      const answer = await history.post(path, { from: anHourAgo(), dryRun: true, ...body });
      expect(answer.status).toBe(200);
      return answer.body.count as number;
    };
    expect(await count({})).toBe(5);
    expect(await count({ to: new Date(Date.now() - 1_800_000).toISOString() })).toBe(0);
    expect(await count({ statuses: ['dead'] })).toBe(0);
    expect(await count({ from: new Date(Date.now() + 60_000).toISOString() })).toBe(0);
    expect(await count({ eventTypes: ['span.one'] })).toBe(3);
    expect(pipeline.receiver.received('/span')).toHaveLength(5);

    const answer = await history.post(path, { from: anHourAgo(), eventTypes: ['span.one'], ratePerSecond: 1_000 });
    expect(answer).toMatchObject({ status: 202, body: { count: 3 } });
    const after = await history.settled(webhook, 8, 'delivered');
    const replays = after.filter(({ originDeliveryId }) => originDeliveryId !== null);
    const origins = all.filter(({ eventType }) => eventType === 'span.one').map(({ id }) => id);
    expect(replays.map(({ originDeliveryId }) => originDeliveryId).sort()).toEqual(origins.sort());
    expect(pipeline.receiver.received('/span')).toHaveLength(8);
    // Replays are no origins: each event is repeated once.
    expect(await count({})).toBe(5);
  });

  it('brings what a webhook missed that was made later, where its filter matches, and never twice', async () => {
    const witness = await tenant.webhook('/witness', { events: ['missed.*'] });
    await history.publish('missed.happened', 2, { ward: 'A1' });
    await history.publish('missed.happened', 3, { ward: 'B2' });
    await history.publish('missed.other', 1, { ward: 'A1' });
    await history.settled(witness, 6, 'delivered');
    const late = await tenant.webhook('/late', { events: ['missed.happened', 'other.*'], filters: { ward: 'A1' } });
    const path = `/v1/webhooks/${late.id}/replay`;
    const asked = { from: anHourAgo(), includeMissed: true, ratePerSecond: 1_000 };
    expect((await history.post(path, { ...asked, includeMissed: false, dryRun: true })).body).toEqual({ count: 0 });
    expect((await history.post(path, { ...asked, dryRun: true })).body).toEqual({ count: 2 });
    expect(await history.post(path, asked)).toMatchObject({ status: 202, body: { count: 2 } });

    const deliveries = await history.settled(late, 2, 'delivered');
    expect(deliveries.every(({ reason, originDeliveryId }) => reason === 'replay' && originDeliveryId === null)).toBe(
      true,
    );
    expect(pipeline.receiver.received('/late')).toHaveLength(2);
    // What came late is now among what was recorded.
    expect((await history.post(path, { ...asked, dryRun: true })).body).toEqual({ count: 2 });
    expect((await history.post(path, { ...asked, statuses: ['dead'], dryRun: true })).body).toEqual({ count: 0 });
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
    expect((await history.post(`/v1/webhooks/${webhook.id}/replay`, asked)).body).toEqual({ count: 0 });
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
    await history.settled(webhook, 3, 'delivered');
    const path = `/v1/webhooks/${webhook.id}/replay`;
    await history.post(path, { from: anHourAgo(), ratePerSecond: 1_000 });
    await history.settled(webhook, 6, 'delivered');
    expect(taken()).toEqual([1, 2, 3, 1, 2, 3]);

    await history.post(path, { from: anHourAgo(), ratePerSecond: 1 });
    // Of what is not due yet: as if there were many more before it.
    await pipeline.carehook.database.query(
      `update deliveries set next_attempt_at = now() + interval '1 hour', asked_at = now() + interval '1 hour'
       where webhook_id = $1 and status = 'pending' and next_attempt_at > now()`,
      [webhook.id],
    );
    await take([4, 5]);
    await pipeline.receiver.waitFor('/turns', () => taken().includes(5));
    expect(taken().filter((n) => n > 3)).toEqual([4, 4, 5]);
    expect((await history.of(webhook, '&status=pending')).length).toBeGreaterThan(0);
  });

  it('is paced, and holds up no live event of another webhook', async () => {
    const webhook = await tenant.webhook('/paced', { events: ['paced.happened'] });
    await history.publish('paced.happened', 60);
    await history.settled(webhook, 60, 'delivered');
    await tenant.webhook('/live', { events: ['live.happened'] });

    const askedMs = Date.now();
    const { body } = await history.post(`/v1/webhooks/${webhook.id}/replay`, { from: anHourAgo(), ratePerSecond: 20 });
    expect(body).toEqual({ count: 60 });
    await history.publish('live.happened', 1);
    const [live] = await pipeline.receiver.waitFor('/live', 1);
    expect(pipeline.receiver.received('/paced').length).toBeLessThan(120);
    expect(live?.atMs).toBeLessThan(askedMs + 2_000);
    const requests = await pipeline.receiver.waitFor('/paced', 120);
    // The last of 60 at 20 a second is due 2.95 s after the first.
    expect(Math.max(...requests.map(({ atMs }) => atMs))).toBeGreaterThanOrEqual(askedMs + 2_900);
  });
});

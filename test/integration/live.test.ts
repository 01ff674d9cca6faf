import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveReader, watchLive } from '../support/live.reader.js';
import { eventually, type Pipeline, startPipeline, type TestTenant, type TestWebhook } from '../support/pipeline.js';
import { status } from '../support/receiver.js';

let pipeline: Pipeline;
let api: string;
let tenant: TestTenant;
let webhook: TestWebhook;
const open: LiveReader[] = [];

beforeAll(async () => {
  pipeline = await startPipeline();
  api = pipeline.carehook.app('subscription-api').url;
  tenant = await pipeline.tenant('Live');
  webhook = await tenant.webhook('/live', { events: ['seen.*'] });
});
afterAll(() => pipeline?.stop());

const watch = async (query = '', key = tenant.key) => {
  const reader = await watchLive(api, key, query);
  open.push(reader);
  return reader;
};
const closeAll = () => {
  for (const reader of open.splice(0)) reader.close();
};
const readRecords = () => pipeline.counter('subscription-api', 'carehook_live_records_total');
const deliveriesIn = ({ messages }: LiveReader) => messages.filter(({ event }) => event === 'delivery');

describe('a live stream', () => {
  it('shows each attempt from the moment on when it began; what was before is not even read', async () => {
    await tenant.publish({ type: 'seen.before', data: {} });
    await eventually(
      async () => (await tenant.admin('GET', '/v1/deliveries?status=delivered')).body.data,
      ({ length }) => length === 1,
    );
    expect(await readRecords()).toBe(0);
    const live = await watch();
    await tenant.publish({ type: 'seen.after', data: { secret: 'of a patient' }, subject: 'patient-7' });
    const row = await live.message('delivery');
    expect(row).toMatchObject({
      ...{ webhookId: webhook.id, eventType: 'seen.after', reason: 'first', attempt: 1, result: 'succeeded' },
      ...{ code: 'ok', statusCode: 200, status: 'delivered', nextAttemptAt: null, durationMs: expect.any(Number) },
    });
    expect(await readRecords()).toBe(1);
    expect(JSON.stringify(live.messages)).not.toMatch(/of a patient|patient-7|seen.before/);
    closeAll();
  });

  it('misses nothing that happens right after it began, again and again', async () => {
    for (let round = 0; round < 5; round += 1) {
      const live = await watch('types=deliveries,events');
      const id = await tenant.publish({ type: `seen.round-${round}`, data: {} });
      const event = await live.message('event', (data) => data.id === id);
      expect(event).toMatchObject({ type: `seen.round-${round}`, uid: expect.any(String) });
      await live.message('delivery', ({ eventUid }) => eventUid === event.uid);
      closeAll();
    }
  });

  it('shows a tenant only its own, and what was asked for', async () => {
    const other = await pipeline.tenant('Other');
    pipeline.receiver.on('/failing', status(500));
    const failing = await tenant.webhook('/failing', { events: ['seen.failing'], retryConfig: { maxRetries: 0 } });
    const [foreign, dead, ofWebhook] = await Promise.all([
      watch('types=deliveries,events', other.key),
      watch('status=dead'),
      watch(`webhookId=${failing.id}`),
    ]);
    await tenant.publish({ type: 'seen.failing', data: {} });
    expect(await dead.message('delivery')).toMatchObject({
      webhookId: failing.id,
      status: 'dead',
      code: 'http_status',
    });
    expect(await ofWebhook.message('delivery')).toMatchObject({ statusCode: 500 });
    await tenant.publish({ type: 'seen.last', data: {} });
    const all = await watch();
    await tenant.publish({ type: 'seen.very-last', data: {} });
    await all.message('delivery', ({ eventType }) => eventType === 'seen.very-last');
    expect(foreign.messages.map(({ event }) => event)).toEqual(['ready']);
    expect(deliveriesIn(dead)).toHaveLength(1);
    expect(deliveriesIn(ofWebhook)).toHaveLength(1);
    closeAll();
  });

  it('shows 50 rows a second and counts the others', async () => {
    const live = await watch('types=events');
    const many = Array.from({ length: 400 }, (_, n) => ({ type: 'unseen.many', data: { n } }));
    await pipeline.ingest(tenant.key, JSON.stringify(many));
    const { skipped } = (await live.message('skipped')) as { skipped: number };
    expect(skipped).toBeGreaterThanOrEqual(250);
    const shown = live.messages.filter(({ event }) => event === 'event').length;
    expect(shown).toBeLessThanOrEqual(150);
    closeAll();
  });

  it('refuses what it does not know, and more than 20 of a key', async () => {
    const refusal = async (query: string) => (await tenant.admin('GET', `/v1/live?${query}`)).body.error;
    expect((await refusal('types=everything')).details[0].field).toContain('types');
    expect((await refusal('status=queued')).details[0].field).toBe('status');
    expect((await refusal('webhookId=019bc12b-fb40-7000-8000-00000000e001')).code).toBe('NOT_FOUND');
    const { key } = await pipeline.tenant('Many');
    const readers = await Promise.all(Array.from({ length: 21 }, () => watch('', key)));
    expect(readers.map((each) => each.status).sort()).toEqual([...Array(20).fill(200), 429]);
    closeAll();
    const again = async () => {
      const reader = await watch('', key);
      reader.close();
      return reader.status;
    };
    await eventually(again, (each) => each === 200);
  });

  it('does not hold up its process when that stops', async () => {
    const live = await watch('types=deliveries,events');
    const { process } = pipeline.carehook.app('subscription-api');
    const stoppedAtMs = Date.now();
    await process.stop();
    expect(Date.now() - stoppedAtMs).toBeLessThan(10_000);
    await eventually(
      () => Promise.resolve(live.isOver),
      (isOver) => isOver,
    );
    await process.start();
    expect((await tenant.admin('POST', `/v1/webhooks/${webhook.id}/test`)).body.success).toBe(true);
  });
});

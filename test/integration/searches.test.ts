import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pipeline, startPipeline, type TestTenant, type TestWebhook } from '../support/pipeline.js';
import { status } from '../support/receiver.js';

let pipeline: Pipeline;
let tenant: TestTenant;
let lab: TestWebhook;
let billing: TestWebhook;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Searches', 'zarish-sphere');
  pipeline.receiver.on('/bills', status(500));
  lab = await tenant.webhook('/lab', { name: 'Laboratory_1', events: ['lab.*', 'both.seen'] });
  billing = await tenant.webhook('/bills', {
    ...{ name: 'Invoices', description: 'Of the LAB, 100 %', events: ['bill.made', 'both.seen'] },
    retryConfig: { maxRetries: 0 },
  });
});
afterAll(() => pipeline?.stop());

interface Row {
  readonly id: string;
  readonly eventUid: string;
  readonly [field: string]: unknown;
}

async function pageOf(path: string, from = tenant): Promise<Row[]> {
  const { status: code, body, text } = await from.admin('GET', path);
  expect(code, text).toBe(200);
  return body.data;
}
const idsOf = async (path: string) => (await pageOf(path)).map(({ id }) => id);
const publish = (event: object) => tenant.publish(event as Parameters<TestTenant['publish']>[0]);
const found = (path: string, count: number) =>
  eventually(
    () => pageOf(path),
    ({ length }) => length === count,
  );

describe('webhooks', () => {
  it('are found by a part of their name, URL or description, in any case and to the letter', async () => {
    const q = async (text: string) => idsOf(`/v1/webhooks?q=${encodeURIComponent(text)}`);
    expect(await q('LABORATORY')).toEqual([lab.id]);
    expect(await q('lab')).toEqual([billing.id, lab.id]);
    expect(await q('/BILLS')).toEqual([billing.id]);
    expect(await q('100 %')).toEqual([billing.id]);
    expect(await q('y_1')).toEqual([lab.id]);
    expect(await q('y%1')).toEqual([]);
    expect(await q('yx1')).toEqual([]);
    const first = await tenant.admin('GET', '/v1/webhooks?q=lab&limit=1');
    expect(first.body.data.map(({ id }: Row) => id)).toEqual([billing.id]);
    expect(await idsOf(`/v1/webhooks?q=lab&limit=1&cursor=${first.body.nextCursor}`)).toEqual([lab.id]);
  });

  it('are found by how they do', async () => {
    await publish({ type: 'both.seen', data: {} });
    await found(`/v1/webhooks?status=failing`, 1);
    expect(await idsOf('/v1/webhooks?status=failing')).toEqual([billing.id]);
    expect(await idsOf('/v1/webhooks?status=active')).toEqual([billing.id, lab.id]);
    await tenant.admin('POST', `/v1/webhooks/${billing.id}/deactivate`);
    expect(await idsOf('/v1/webhooks?status=failing')).toEqual([]);
    expect(await idsOf('/v1/webhooks?status=disabled&q=invoices')).toEqual([billing.id]);
    await tenant.admin('POST', `/v1/webhooks/${billing.id}/activate`);
  });
});

describe('deliveries', () => {
  it("are found by their event, by its uid and by its producer's id, replays included", async () => {
    await publish({ id: 'order-17', type: 'both.seen', data: {} });
    const both = await found('/v1/deliveries?eventId=order-17', 2);
    const uid = both[0]?.eventUid ?? '';
    expect(new Set(both.map(({ webhookId }) => webhookId))).toEqual(new Set([lab.id, billing.id]));
    const ofLab = both.find(({ webhookId }) => webhookId === lab.id);
    const replay = (await tenant.admin('POST', `/v1/deliveries/${ofLab?.id}/replay`)).body.id;
    const all = [...both.map(({ id }) => id), replay];
    expect((await idsOf(`/v1/deliveries?eventUid=${uid}`)).sort()).toEqual(all.sort());
    expect((await idsOf(`/v1/deliveries?eventUid=${uid.toUpperCase()}&eventId=order-17`)).sort()).toEqual(all);
    expect(await idsOf(`/v1/deliveries?eventUid=${uid}&eventId=order-18`)).toEqual([]);
    expect(await idsOf(`/v1/deliveries?eventId=order-17&status=dead`)).toEqual(
      both.filter(({ webhookId }) => webhookId === billing.id).map(({ id }) => id),
    );
    const ofWebhook = await idsOf(`/v1/webhooks/${lab.id}/deliveries?eventId=order-17`);
    expect(ofWebhook.sort()).toEqual([ofLab?.id, replay].sort());
    const other = await pipeline.tenant('Other');
    expect(await pageOf(`/v1/deliveries?eventUid=${uid}`, other)).toEqual([]);
    expect(await pageOf('/v1/deliveries?eventId=order-17', other)).toEqual([]);
  });

  it('are found by a type and by all types below a prefix', async () => {
    for (const type of ['lab.result', 'lab.result.final', 'lab.order']) await publish({ type, data: {} });
    const types = async (eventType: string, count: number) => {
      const rows = await found(`/v1/deliveries?eventType=${eventType}`, count);
      return rows.map((row) => row.eventType).sort();
    };
    expect(await types('lab.*', 3)).toEqual(['lab.order', 'lab.result', 'lab.result.final']);
    expect(await types('lab.result', 1)).toEqual(['lab.result']);
    expect(await types('lab.result.*', 1)).toEqual(['lab.result.final']);
    expect(await types('la.*', 0)).toEqual([]);
  });

  it.each(['eventType=lab*', 'eventUid=x', 'eventId=', 'eventId=%00'])('are not looked for by %s', async (query) => {
    const { status: code, body } = await tenant.admin('GET', `/v1/deliveries?${query}`);
    expect([code, body.error.details[0].field]).toEqual([400, query.split('=')[0]]);
  });
});

describe('events', () => {
  it('that no webhook got are found, page by page, and not those that were only sent again later', async () => {
    for (let n = 0; n < 3; n += 1) await publish({ id: `nobody-${n}`, type: 'nobody.cares', data: {} });
    await publish({ id: 'somebody', type: 'lab.result', data: {} });
    await found('/v1/deliveries?eventId=somebody', 1);
    const rows = await found('/v1/events?unmatched=true', 3);
    expect(rows.map(({ id }) => id)).toEqual(['nobody-2', 'nobody-1', 'nobody-0']);
    const first = await tenant.admin('GET', '/v1/events?unmatched=true&limit=2');
    const second = await tenant.admin('GET', `/v1/events?unmatched=true&limit=2&cursor=${first.body.nextCursor}`);
    expect([...first.body.data, ...second.body.data].map(({ id }: Row) => id)).toEqual(rows.map(({ id }) => id));
    expect(second.body.nextCursor).toBeNull();
    expect(await idsOf('/v1/events?unmatched=true&type=lab.result')).toEqual([]);

    const late = await tenant.webhook('/late', { events: ['nobody.cares'] });
    const asked = { from: new Date(Date.now() - 60_000).toISOString(), includeMissed: true };
    expect((await tenant.admin('POST', `/v1/webhooks/${late.id}/replay`, asked)).body).toEqual({ count: 3 });
    expect(await idsOf('/v1/events?unmatched=true')).toEqual([]);
  });

  it("are found by their producer's id", async () => {
    expect((await pageOf('/v1/events?id=somebody')).map(({ type }) => type)).toEqual(['lab.result']);
    expect(await pageOf('/v1/events?id=order-99')).toEqual([]);
    const other = await pipeline.tenant('Stranger');
    expect(await pageOf('/v1/events?id=somebody', other)).toEqual([]);
  });
});

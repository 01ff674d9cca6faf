import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOPICS } from '#kafka';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { cloudEventHeaders, headerTexts, TopicsClient } from '../support/topics.js';

const BED = {
  type: 'object',
  required: ['bed'],
  properties: { bed: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
};
const FITS = { bed: { id: 'b-7' } };
const MISFIT = { bed: { id: 4711 } };
const PROBLEM = 'data.bed.id: must be string';

let pipeline: Pipeline;
let topics: TopicsClient;

beforeAll(async () => {
  pipeline = await startPipeline();
  topics = await TopicsClient.connect(pipeline.carehook);
});
afterAll(async () => {
  await topics?.disconnect();
  await pipeline?.stop();
});

describe('events whose data does not fit', () => {
  async function strictTenant(name: string, eventValidation: string): Promise<TestTenant> {
    const tenant = await pipeline.tenant(name);
    await tenant.admin('PATCH', `/v1/tenants/${tenant.id}`, { eventValidation });
    await tenant.admin('POST', '/v1/event-types', { type: 'bed.freed', schema: BED });
    return tenant;
  }
  const recorded = (tenant: TestTenant, count: number) =>
    eventually(
      async () => (await tenant.admin('GET', '/v1/events')).body.data as { uid: string; schemaProblems: unknown }[],
      (events) => events.length >= count,
    );
  const direct = (tenant: TestTenant, data: unknown, more: Record<string, string> = {}) => {
    const value = typeof data === 'string' ? data : JSON.stringify(data);
    const headers = cloudEventHeaders(tenant.id, crypto.randomUUID(), 'bed.freed', more);
    return topics.publish([{ key: 'k', value, headers }]);
  };
  /** Both the fitting one and the other, from HTTP and from Kafka. */
  async function publishAll(tenant: TestTenant): Promise<void> {
    await tenant.publish({ type: 'bed.freed', data: MISFIT });
    await tenant.publish({ type: 'bed.freed', data: FITS });
    await direct(tenant, MISFIT);
    await direct(tenant, FITS);
  }

  it('are delivered and marked where the tenant is warned', async () => {
    const tenant = await strictTenant('Warned', 'warn');
    await tenant.webhook('/warned');
    const counted = () => pipeline.counter('delivery-worker', 'carehook_event_schema_problems_total');
    const before = await counted();
    await publishAll(tenant);
    await direct(tenant, 'MSH|^~', { 'content-type': 'application/hl7-v2' });
    await tenant.publish({ type: 'bed.unknown', data: MISFIT });
    await pipeline.receiver.waitFor('/warned', 6);

    const events = await recorded(tenant, 6);
    const problems = events.map(({ schemaProblems }) => JSON.stringify(schemaProblems)).sort();
    const marked = JSON.stringify([PROBLEM]);
    expect(problems).toEqual([marked, marked, 'null', 'null', 'null', 'null']);
    const bad = events.find(({ schemaProblems }) => schemaProblems !== null);
    expect((await tenant.admin('GET', `/v1/events/${bad?.uid}`)).body).toMatchObject({
      schemaProblems: [PROBLEM],
      data: MISFIT,
    });
    expect((await eventually(counted, (count) => count >= before + 2)) - before).toBe(2);
  });

  it('are delivered and not looked at where the tenant says off', async () => {
    const tenant = await strictTenant('Off', 'off');
    await tenant.webhook('/off');
    await publishAll(tenant);
    await pipeline.receiver.waitFor('/off', 4);
    const events = await recorded(tenant, 4);
    expect(events.map(({ schemaProblems }) => schemaProblems)).toEqual([null, null, null, null]);
  });

  it('are refused over HTTP with the place of each, and nothing of the request is stored', async () => {
    const tenant = await strictTenant('Refused', 'reject');
    // What event-ingest knows is a second old at most.
    const answer = await eventually(
      () => pipeline.ingest(tenant.key, JSON.stringify({ type: 'bed.freed', data: MISFIT })),
      ({ status }) => status === 400,
    );
    expect(answer.body.error).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ field: 'data.bed.id', reason: 'must be string' }],
    });
    const before = (await tenant.admin('GET', '/v1/events')).body.data.length as number;
    const list = [FITS, MISFIT, {}].map((data) => ({ type: 'bed.freed', data }));
    const many = await pipeline.ingest(tenant.key, JSON.stringify(list));
    expect(many.status).toBe(400);
    expect(many.body.error.details.map(({ field }: { field: string }) => field)).toEqual([
      '[1].data.bed.id',
      '[2].data.bed',
    ]);
    expect(many.text).not.toContain('4711');

    await tenant.webhook('/refused');
    await tenant.publish({ type: 'bed.freed', data: FITS });
    await pipeline.receiver.waitFor('/refused', 1);
    expect(await recorded(tenant, before + 1)).toHaveLength(before + 1);
  });

  it('are set aside from Kafka as schema_mismatch, untouched, and listed with the reason', async () => {
    const tenant = await strictTenant('Set aside', 'reject');
    await tenant.webhook('/set-aside');
    const place = await direct(tenant, MISFIT);
    await direct(tenant, FITS);
    const [request] = await pipeline.receiver.waitFor('/set-aside', 1);
    expect(JSON.parse(request?.body.toString() ?? '').data).toEqual(FITS);

    const rejected = await topics.find(TOPICS.rejected, ({ headers }) => {
      const texts = headerTexts(headers);
      return texts['rejected-offset'] === `${place.offset}` && texts['rejected-partition'] === `${place.partition}`;
    });
    expect(rejected.value?.toString()).toBe(JSON.stringify(MISFIT));
    expect(headerTexts(rejected.headers)['rejected-reason']).toBe(`schema_mismatch: ${PROBLEM}`);
    const events = await recorded(tenant, 2);
    expect(events.map(({ schemaProblems }) => schemaProblems)).toContainEqual([PROBLEM]);
  });

  it('are delivered all the same once they were accepted: a schema that came later takes nothing back', async () => {
    const tenant = await pipeline.tenant('Later');
    await tenant.webhook('/later');
    await tenant.publish({ type: 'bed.freed', data: MISFIT });
    const accepted = await topics.find(TOPICS.events, ({ headers }) => headerTexts(headers).ce_tenant === tenant.id);
    await pipeline.receiver.waitFor('/later', 1);
    await tenant.admin('POST', '/v1/event-types', { type: 'bed.freed', schema: BED });
    await tenant.admin('PATCH', `/v1/tenants/${tenant.id}`, { eventValidation: 'reject' });
    // The record of an accepted event that the router comes to only now; another id, or it would be a duplicate.
    const headers = { ...headerTexts(accepted.headers), ce_id: crypto.randomUUID() };
    await topics.publish([{ key: 'k', value: accepted.value, headers }]);
    await pipeline.receiver.waitFor('/later', 2);
  });
});

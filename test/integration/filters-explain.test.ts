import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';

let pipeline: PipelineInUse;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('Explained');
});
afterAll(() => pipeline?.stop());

const explain = (body: unknown, { admin } = tenant) => admin('POST', '/v1/filters/explain', body);
const event = { type: 'patient.created', data: { ward: 'A1', age: 41 } };

describe('a webhook and an event', () => {
  it('are explained condition by condition, and nothing is sent', async () => {
    // In the order in which the webhook shows them, which is PostgreSQL's.
    const filters = { age: { lt: 40, gte: 18 }, any: [{ urgent: true }, { '@source': '/lab' }], ward: ['A1', 'A2'] };
    const { id } = await tenant.webhook('/explained', { events: ['patient.*'], filters });
    const held = (place: string, operator: string, holds: boolean, missing = false) => {
      return { place: `filters.${place}`, operator, held: holds, missing };
    };
    expect(await explain({ webhookId: id, event })).toMatchObject({
      status: 200,
      body: {
        webhookId: id,
        dialect: 'standard',
        active: true,
        typeMatched: true,
        matched: false,
        wouldDeliver: false,
        conditions: [
          held('age.lt', 'lt', false),
          held('age.gte', 'gte', true),
          {
            place: 'filters.any',
            operator: 'any',
            held: false,
            branches: [
              { matched: false, conditions: [held('any[0].urgent', 'eq', false, true)] },
              { matched: false, conditions: [held('any[1].@source', 'eq', false)] },
            ],
          },
          held('ward', 'in', true),
        ],
      },
    });
    const younger = { ...event, source: '/lab', data: { ...event.data, age: 39 } };
    expect((await explain({ webhookId: id, event: younger })).body).toMatchObject({
      matched: true,
      wouldDeliver: true,
    });
    expect(pipeline.receiver.received('/explained')).toEqual([]);
  });

  it('would lead to no delivery where the type is another or the webhook is switched off', async () => {
    const { id } = await tenant.webhook('/other', { events: ['order.*'] });
    const answer = async () => (await explain({ webhookId: id, event })).body;
    expect(await answer()).toMatchObject({ matched: true, conditions: [], typeMatched: false, wouldDeliver: false });
    await tenant.admin('PATCH', `/v1/webhooks/${id}`, { events: ['*'], active: false });
    expect(await answer()).toMatchObject({ matched: true, typeMatched: true, active: false, wouldDeliver: false });
    await tenant.admin('POST', `/v1/webhooks/${id}/activate`);
    expect(await answer()).toMatchObject({ active: true, wouldDeliver: true });
  });

  it('may be a recorded one, named by its uid or its evt_… id', async () => {
    const { id: webhookId } = await tenant.webhook('/recorded', { filters: { ward: 'A1', '@shift': 'night' } });
    const id = await tenant.publish({ ...event, shift: 'night' });
    const shown = await eventually(
      () => tenant.admin('GET', `/v1/events/${id}`),
      ({ status }) => status === 200,
    );
    for (const eventId of [id, shown.body.uid]) {
      expect(await explain({ webhookId, eventId })).toMatchObject({ status: 200, body: { wouldDeliver: true } });
    }
    expect(await explain({ filters: { ward: 'B2' }, eventId: id })).toMatchObject({ body: { matched: false } });
  });

  it("are another tenant's and so do not exist", async () => {
    const other = await pipeline.tenant('Other');
    const { id: webhookId } = await tenant.webhook('/private');
    const eventId = await tenant.publish(event);
    await eventually(
      () => tenant.admin('GET', `/v1/events/${eventId}`),
      ({ status }) => status === 200,
    );
    expect((await explain({ webhookId, event }, other)).status).toBe(404);
    expect((await explain({ filters: {}, eventId }, other)).status).toBe(404);
    expect((await explain({ webhookId: 'nobody', event })).status).toBe(404);
  });
});

describe('filters that are not saved yet', () => {
  it("know the names of ZARISH SPHERE's page in its dialect", async () => {
    const filters = { organizationId: 'org-1', patientIds: ['p-1', 'p-2'], severity: 'high', department: 'Emergency' };
    const alert = { severity: 'high', location: { department: 'Emergency' } };
    const found = { type: 'a.b', organizationid: 'org-1', data: { alert, observation: { subject: { id: 'p-2' } } } };
    const zarish = await pipeline.tenant('Zarish', 'zarish-sphere');

    const given = { filters, event: { ...found, data: { ...found.data, location: alert.location } } };
    expect((await explain({ ...given, dialect: 'zarish-sphere' })).body).toMatchObject({ matched: true });
    expect((await explain(given, zarish)).body).toMatchObject({ matched: true, dialect: 'zarish-sphere' });
    const { body } = await explain(given);
    expect(body).toMatchObject({ matched: false, dialect: 'standard' });
    expect(body.conditions).toHaveLength(4);
    expect(body.conditions.every(({ missing }: { missing: boolean }) => missing)).toBe(true);
    expect(body).not.toHaveProperty('wouldDeliver');
  });

  it('are refused with the same words as when they are saved', async () => {
    const filters = { amount: { above: 3 }, any: [], '@type': { gt: 5 } };
    const saved = await tenant.admin('POST', '/v1/webhooks', { url: 'https://a.example.org', events: ['*'], filters });
    const explained = await explain({ filters, event });
    expect(explained.status).toBe(400);
    expect(explained.body.error.details.length).toBeGreaterThanOrEqual(3);
    expect(explained.body).toEqual(saved.body);
  });
});

it.each([
  [{ event }, 'webhookId'],
  [{ filters: {}, webhookId: 'w', event }, 'webhookId'],
  [{ filters: {} }, 'eventId'],
  [{ filters: {}, event, eventId: 'evt_1' }, 'eventId'],
  [{ webhookId: 'w', dialect: 'standard', event }, 'dialect'],
  [{ filters: {}, dialect: 'nobody', event }, 'dialect'],
  [{ filters: {}, event: { type: 'a.b' } }, 'event.data'],
  [{ filters: {}, event: { data: {} } }, 'event.type'],
  [{ filters: {}, event: { ...event, ward: { a: 1 } } }, 'event.ward'],
  [{ filters: {}, event: { ...event, tenant: 'clinic-b' } }, 'event.tenant'],
  [{ filters: {}, event, filter: {} }, 'filter'],
])('a request that is not clear says which field: %j', async (body, field) => {
  const answer = await explain(body);
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_FAILED' } } });
  expect(answer.body.error.details.map((detail: { field: string }) => detail.field)).toEqual([field]);
});

it('viewers may ask, producers may not', async () => {
  const client = async (role: string) => {
    const { body } = await tenant.admin('POST', '/v1/api-keys', { name: role, role });
    const url = `${pipeline.carehook.app('subscription-api').url}/v1/filters/explain`;
    const headers = { 'x-api-key': body.key, 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ filters: {}, event }) })).status;
  };
  expect(await client('viewer')).toBe(200);
  expect(await client('producer')).toBe(403);
});

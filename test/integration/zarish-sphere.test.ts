import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialectNamed } from '#dialects';
import { apiClient } from '../support/carehook.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing, hanging, type ReceivedRequest, slow } from '../support/receiver.js';
import { expressAccepts, flaskAccepts } from '../support/signature.checks.js';
import { WebhookManager } from '../support/zarish-sphere.webhook-manager.js';

const SECRET = 'webhook-secret-key';
const { catalogue } = dialectNamed('zarish-sphere');

let pipeline: Pipeline;
let tenant: TestTenant;
let manager: WebhookManager;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Zarish', 'zarish-sphere');
  manager = new WebhookManager(tenant.key, `${pipeline.carehook.app('subscription-api').url}/v1`);
});
afterAll(() => pipeline?.stop());

const create = (path: string, settings: Record<string, unknown> = {}) =>
  manager.createWebhook({ name: path, url: pipeline.receiver.url(path), events: ['*'], secret: SECRET, ...settings });
const bodyOf = ({ body }: ReceivedRequest) => JSON.parse(body.toString());

/** What the page's receivers check; and the body's own signature, of the same body without it. */
function expectAccepted(request: ReceivedRequest): void {
  expect(expressAccepts(SECRET, request)).toBe(true);
  expect(flaskAccepts(SECRET, request)).toBe(true);
  const { signature, ...rest } = bodyOf(request);
  expect(signature).toBe(`sha256=${createHmac('sha256', SECRET).update(JSON.stringify(rest)).digest('hex')}`);
}

it('delivers every documented event in the documented body, which the Express and the Flask receiver accept', async () => {
  const webhook = await create('/webhooks/all', { headers: { 'X-Custom-Header': 'custom-value' } });
  const ids = await Promise.all(
    catalogue.map(({ type, example }) => tenant.publish({ type, time: '2023-12-01T10:30:00Z', data: example })),
  );
  const requests = await pipeline.receiver.waitFor('/webhooks/all', catalogue.length);
  for (const request of requests) {
    expectAccepted(request);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'x-webhook-id': webhook.id,
      'x-webhook-attempt': '1',
      'x-custom-header': 'custom-value',
    });
  }
  const bodies = requests.map(bodyOf);
  catalogue.forEach(({ type, example }, index) => {
    const body = bodies.find(({ id }) => id === ids[index]);
    expect(Object.keys(body)).toEqual(['webhookId', 'eventType', 'timestamp', 'version', 'data', 'signature', 'id']);
    const { signature: _checked, ...rest } = body;
    expect(rest).toEqual({
      webhookId: webhook.id,
      eventType: type,
      timestamp: '2023-12-01T10:30:00Z',
      version: '1.0',
      data: example,
      id: ids[index],
    });
  });
  await manager.deleteWebhook(webhook.id);
});

it('takes and shows the documented configuration structure, and delivers only where all its filters hold', async () => {
  const configuration = {
    name: 'Abnormal results',
    url: pipeline.receiver.url('/webhooks/filtered'),
    events: ['observation.abnormal', 'patient.updated'],
    active: true,
    filters: {
      organizationId: 'org-123',
      patientIds: ['patient-123', 'patient-456'],
      severity: ['high', 'critical'],
    },
    retryConfig: { maxRetries: 3, retryDelay: 1000, timeout: 30000, backoffStrategy: 'exponential' },
    headers: { 'X-Custom-Header': 'custom-value' },
  };
  const times = { createdAt: expect.stringMatching(/Z$/), updatedAt: expect.stringMatching(/Z$/) };
  const created = await manager.createWebhook({ ...configuration, secret: SECRET });
  expect(created).toMatchObject({ ...configuration, ...times, secret: SECRET, id: expect.any(String) });
  // As a whole, with what only Carehook sets: as somebody does who edits what was answered.
  expect(await manager.updateWebhook(created.id, created)).toMatchObject({ ...configuration, id: created.id });

  const matching = { organizationid: 'org-123', subject: 'patient-456' };
  const abnormal = (attributes: object, severity = 'critical') =>
    tenant.publish({ type: 'observation.abnormal', ...attributes, data: { observationId: 'obs-1', severity } });
  const created0 = await pipeline.counter('filter-router', 'carehook_deliveries_created_total');
  const routed0 = await pipeline.counter('filter-router', 'carehook_events_routed_total');
  await abnormal({ ...matching, organizationid: 'org-9' });
  await abnormal({ ...matching, subject: 'patient-9' });
  await abnormal({ subject: 'patient-456' });
  await abnormal(matching, 'low');
  await tenant.publish({ ...matching, type: 'patient.created', data: { severity: 'high' } });
  const wanted = [
    await abnormal(matching),
    await tenant.publish({
      type: 'patient.updated',
      data: { organizationId: 'org-123', patient: { id: 'patient-123' }, alert: { severity: 'high' } },
    }),
  ];
  const requests = await pipeline.receiver.waitFor('/webhooks/filtered', 2);
  await eventually(
    () => pipeline.counter('filter-router', 'carehook_events_routed_total'),
    (count) => count === routed0 + 7,
  );
  expect(await pipeline.counter('filter-router', 'carehook_deliveries_created_total')).toBe(created0 + 2);
  expect(requests.map((request) => bodyOf(request).id).sort()).toEqual(wanted.sort());
  await manager.deleteWebhook(created.id);
});

it.each([
  ['takes the signature for a wrong one', 401],
  ['refuses addresses that are not on its list', 403],
  ['limits the rate', 429],
])('comes again to a receiver that %s', async (_what, code) => {
  const path = `/webhooks/middleware-${code}`;
  pipeline.receiver.on(path, failing(1, code));
  const { id } = await create(path, { retryConfig: { maxRetries: 3, retryDelay: 100, timeout: 30000 } });
  await tenant.publish({ type: 'patient.created', data: { patient: { id: 'patient-123' } } });
  const requests = await pipeline.receiver.waitFor(path, 2);
  requests.forEach(expectAccepted);
  expect(requests.map(({ headers }) => headers['x-webhook-attempt'])).toEqual(['1', '2']);
  expect(requests[1]?.body).toEqual(requests[0]?.body);
  await manager.deleteWebhook(id);
});

describe('the batch test', () => {
  const testEvents = [
    { event: 'patient.created', data: { id: 'patient-123', firstName: 'John', lastName: 'Smith' } },
    { event: 'patient.updated', data: { id: 'patient-123', email: 'john.smith.updated@example.com' } },
    { event: 'patient.deleted', data: { patientId: 'patient-123' } },
  ];
  const batch = (id: string, body: unknown) => tenant.admin('POST', `/v1/webhooks/${id}/test/batch`, body);
  const failedDelivery = { code: 'WEBHOOK_DELIVERY_FAILED', message: 'Failed to deliver webhook' };

  it('sends the events, as an array or as a member, and counts as the page does', async () => {
    const { id } = await create('/batch');
    for (const body of [testEvents, { events: testEvents }]) {
      const answer = await batch(id, body);
      expect(answer).toMatchObject({
        status: 200,
        body: { total: 3, success: 3, failed: 0, successRate: 100 },
      });
      expect(answer.body.results).toMatchObject(
        testEvents.map(({ event }) => ({ event, success: true, attempt: { statusCode: 200 } })),
      );
    }
    const requests = pipeline.receiver.received('/batch');
    expect(requests).toHaveLength(6);
    requests.forEach(expectAccepted);
    const sent = requests.map((request) => bodyOf(request)).map(({ eventType, data }) => ({ event: eventType, data }));
    for (const expected of testEvents) expect(sent).toContainEqual(expected);
  });

  it('says of each event that failed why, in the documented form', async () => {
    pipeline.receiver.on('/half', (count) => ({ status: count % 2 === 0 ? 200 : 500 }));
    const { id, url } = await create('/half', { maxConcurrency: 1 });
    const { body } = await batch(id, [...testEvents, { event: 'system.alert' }]);
    expect(body).toMatchObject({ total: 4, success: 2, failed: 2, successRate: 50 });
    expect(body.results.map(({ success }: { success: boolean }) => success)).toEqual([true, false, true, false]);
    expect(body.results[3]).toMatchObject({
      event: 'system.alert',
      error: {
        ...failedDelivery,
        details: { webhookId: id, url, httpStatus: 500, error: 'the receiver answered 500' },
      },
    });
    const example = catalogue.find(({ type }) => type === 'system.alert')?.example;
    expect(bodyOf(pipeline.receiver.received('/half')[3] as ReceivedRequest).data).toEqual(example);
  });

  it('says so of a single test and a receiver that does not answer, too', async () => {
    pipeline.receiver.on('/hanging', hanging);
    const { id, url } = await create('/hanging', { retryConfig: { timeout: 300 } });
    expect(await manager.testWebhook(id)).toMatchObject({
      success: false,
      error: { ...failedDelivery, details: { webhookId: id, url, httpStatus: null, error: expect.any(String) } },
    });
  });

  it('takes fifty', async () => {
    pipeline.receiver.on('/many', (count) => ({ status: count < 48 ? 200 : 401 }));
    const { id } = await create('/many');
    const events = Array.from({ length: 50 }, () => testEvents[0]);
    expect((await batch(id, events)).body).toMatchObject({ total: 50, success: 48, failed: 2, successRate: 96 });
  });

  it('has none put off because the webhook takes one at a time', async () => {
    pipeline.receiver.on('/one-by-one', slow(1_300));
    const { id } = await create('/one-by-one', { maxConcurrency: 1 });
    expect((await batch(id, testEvents)).body).toMatchObject({ success: 3, failed: 0 });
  });

  it.each([
    [[], 'events'],
    [{}, 'events'],
    [Array(51).fill({ event: 'a.b', data: {} }), 'events'],
    [[{ event: 'a.b', data: {} }, { data: {} }], 'events.1.event'],
    [[{ event: 'not a type', data: {} }], 'events.0.event'],
    [{ events: [{ event: 'a.b', payload: {} }] }, 'events.0.payload'],
    [[{ event: 'a.b' }, { event: 'a.b', data: 'x'.repeat(70_000) }], 'events.1.data'],
  ])('sends nothing of a batch that is not sound (%#)', async (body, field) => {
    const { id } = await create('/unsound');
    const answer = await batch(id, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_FAILED' } } });
    expect(answer.body.error.details.map((detail: { field: string }) => detail.field)).toEqual([field]);
    expect(pipeline.receiver.received('/unsound')).toEqual([]);
  });

  it("does not reach another tenant's webhook, and is the admin's", async () => {
    const { id } = await create('/own');
    const other = await pipeline.tenant('Other', 'zarish-sphere');
    expect((await other.admin('POST', `/v1/webhooks/${id}/test/batch`, testEvents)).status).toBe(404);
    const viewer = await tenant.admin('POST', '/v1/api-keys', { name: 'viewer', role: 'viewer' });
    const asViewer = apiClient(pipeline.carehook.app('subscription-api').url, viewer.body.key);
    expect((await asViewer('POST', `/v1/webhooks/${id}/test/batch`, testEvents)).status).toBe(403);
    expect(pipeline.receiver.received('/own')).toEqual([]);
  });
});

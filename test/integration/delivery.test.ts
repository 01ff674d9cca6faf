import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { hanging, status } from '../support/receiver.js';
import { expressAccepts, flaskAccepts, verifyStandard } from '../support/signature.checks.js';
import { cloudEventHeaders, TopicsClient } from '../support/topics.js';

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

/** What one delivery ended as, once it has and its event is recorded, too. */
async function ended(tenant: TestTenant, deliveryId: string) {
  const { body } = await eventually(
    () => tenant.admin('GET', `/v1/deliveries/${deliveryId}`),
    ({ body: { status, eventId } }) => ['delivered', 'dead', 'cancelled'].includes(status) && eventId !== null,
  );
  return body;
}

describe('an event over HTTP', () => {
  it('is delivered as Standard Webhooks, signed, and recorded with its attempt', async () => {
    const tenant = await pipeline.tenant('Standard');
    const webhook = await tenant.webhook('/standard', { events: ['patient.*'] });
    const event = { type: 'patient.created', subject: 'patient-1', time: '2026-03-07T15:30:00Z', data: { name: 'Ä' } };
    const id = await tenant.publish(event);

    const [request] = await pipeline.receiver.waitFor('/standard', 1);
    if (!request) return expect.unreachable();
    const envelope = { type: 'patient.created', timestamp: '2026-03-07T15:30:00Z', data: { name: 'Ä' } };
    expect(verifyStandard(webhook.secret, request)).toEqual(envelope);

    expect(await ended(tenant, request.deliveryId)).toMatchObject({
      id: request.deliveryId,
      eventUid: request.headers['webhook-id'],
      eventId: id,
      eventType: 'patient.created',
      webhookId: webhook.id,
      reason: 'first',
      status: 'delivered',
      attempts: 1,
      nextAttemptAt: null,
      lastCode: 'ok',
      lastStatusCode: 200,
    });
    const { body: attempts } = await tenant.admin('GET', `/v1/deliveries/${request.deliveryId}/attempts`);
    expect(attempts.data).toMatchObject([{ attempt: 1, result: 'succeeded', code: 'ok', statusCode: 200 }]);
    const { body: list } = await tenant.admin('GET', '/v1/deliveries');
    expect(list.data.map((delivery: { id: string }) => delivery.id)).toEqual([request.deliveryId]);
  });

  it("is delivered as ZARISH SPHERE's, and accepted by the page's Express and Flask receivers", async () => {
    const tenant = await pipeline.tenant('Zarish', 'zarish-sphere');
    const secret = 'webhook-secret-key';
    const webhook = await tenant.webhook('/zarish', { secret });
    const data = '{ "patient": {"id":"p-1","weight": 72.50, "mrn": 12345678901234567890, "née":"\\u0041"} }';
    await pipeline.ingest(tenant.key, `{"id":"z-1","type":"patient.created","data":${data}}`);

    const [request] = await pipeline.receiver.waitFor('/zarish', 1);
    if (!request) return expect.unreachable();
    expect(flaskAccepts(secret, request)).toBe(true);
    expect(flaskAccepts('another-secret', request)).toBe(false);
    expect(request.headers).toMatchObject({ 'x-webhook-id': webhook.id, 'x-webhook-attempt': '1' });
    expect(request.body.toString()).toContain(
      '"data":{"patient":{"id":"p-1","weight":72.5,"mrn":12345678901234567890,"née":"A"}}',
    );
  });

  it("is accepted by the page's Express receiver wherever JavaScript can hold its numbers", async () => {
    const tenant = await pipeline.tenant('Express', 'zarish-sphere');
    const secret = 'webhook-secret-key';
    await tenant.webhook('/express', { secret });
    const data = '{ "10":1, "9": [ 500.00 , 1e2 ], "text":"\\u00e9\\/\\ud83d\\ude00" }';
    await pipeline.ingest(tenant.key, `{"type":"patient.created","data":${data}}`);

    const [request] = await pipeline.receiver.waitFor('/express', 1);
    if (!request) return expect.unreachable();
    expect(expressAccepts(secret, request)).toBe(true);
    expect(flaskAccepts(secret, request)).toBe(true);
  });

  it('reaches the webhooks whose filters want it, and no other', async () => {
    const tenant = await pipeline.tenant('Filters', 'zarish-sphere');
    const wants = (organizationId: string) => ({ filters: { organizationId } });
    await tenant.webhook('/org-1', wants('org-1'));
    await tenant.webhook('/org-2', wants('org-2'));
    await tenant.webhook('/all');
    const event = { type: 'patient.created', data: { patient: { id: 'p' } } };
    await tenant.publish({ ...event, id: 'by-attribute', organizationid: 'org-1' });
    await tenant.publish({ ...event, id: 'by-data', data: { organizationId: 'org-2' } });
    await tenant.publish({ ...event, id: 'of-none' });

    const idsAt = (path: string) =>
      pipeline.receiver.received(path).map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id);
    await pipeline.receiver.waitFor('/all', 3);
    await Promise.all([pipeline.receiver.waitFor('/org-1', 1), pipeline.receiver.waitFor('/org-2', 1)]);
    const { body } = await eventually(
      () => tenant.admin('GET', '/v1/deliveries'),
      (answer) => answer.body.data.length >= 5,
    );
    expect(body.data).toHaveLength(5);
    expect(idsAt('/org-1')).toEqual(['by-attribute']);
    expect(idsAt('/org-2')).toEqual(['by-data']);
  });

  it("reaches no other tenant's webhook", async () => {
    const [mine, theirs] = await Promise.all([pipeline.tenant('Mine'), pipeline.tenant('Theirs')]);
    await mine.webhook('/mine');
    await theirs.webhook('/theirs');
    await mine.publish({ type: 'patient.created', data: 1 });
    await theirs.publish({ type: 'patient.deleted', data: 2 });

    await Promise.all([pipeline.receiver.waitFor('/mine', 1), pipeline.receiver.waitFor('/theirs', 1)]);
    const typesAt = (path: string) =>
      pipeline.receiver.received(path).map(({ body }) => (JSON.parse(body.toString()) as { type: string }).type);
    expect(typesAt('/mine')).toEqual(['patient.created']);
    expect(typesAt('/theirs')).toEqual(['patient.deleted']);
    const [request] = pipeline.receiver.received('/mine');
    await ended(mine, request?.deliveryId ?? '');
    expect((await theirs.admin('GET', `/v1/deliveries/${request?.deliveryId}`)).status).toBe(404);
  });

  it('makes no delivery for a webhook that is disabled', async () => {
    const tenant = await pipeline.tenant('Disabled');
    await tenant.webhook('/disabled', { active: false });
    const counts = () =>
      Promise.all([
        pipeline.counter('filter-router', 'carehook_events_routed_total'),
        pipeline.counter('filter-router', 'carehook_deliveries_created_total'),
      ]);
    const [events, deliveries] = await counts();
    await tenant.publish({ type: 'patient.created', data: 1 });
    const [, after] = await eventually(counts, ([routed]) => routed === events + 1);
    expect(after).toBe(deliveries);
    expect(pipeline.receiver.received('/disabled')).toEqual([]);
  });
});

describe('an event from a Kafka producer', () => {
  it.each([
    [
      'binary',
      (tenant: string) => ({
        headers: cloudEventHeaders(tenant, 'binary-1', 'lab.result', {
          ce_subject: 'p-1',
          ce_time: '2026-03-07T15:30:00Z',
        }),
        value: '{"value": 1.00}',
      }),
    ],
    [
      'structured',
      (tenant: string) => ({
        headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
        value:
          `{"specversion":"1.0","id":"structured-1","source":"/lab","tenant":"${tenant}","type":"lab.result",` +
          '"time":"2026-03-07T15:30:00Z","data":{"value": 1.00}}',
      }),
    ],
  ])('is delivered in CloudEvents %s mode', async (mode, message) => {
    const tenant = await pipeline.tenant(`Kafka ${mode}`);
    const webhook = await tenant.webhook(`/${mode}`, { events: ['lab.result'] });
    await topics.publish([{ key: 'p-1', ...message(tenant.id) }]);

    const [request] = await pipeline.receiver.waitFor(`/${mode}`, 1);
    if (!request) return expect.unreachable();
    verifyStandard(webhook.secret, request);
    expect(request.body.toString()).toBe(
      '{"type":"lab.result","timestamp":"2026-03-07T15:30:00Z","data":{"value": 1.00}}',
    );
    expect(await ended(tenant, request.deliveryId)).toMatchObject({ status: 'delivered', eventId: `${mode}-1` });
  });
});

describe('POST /v1/webhooks/:id/test', () => {
  it('answers with the attempt when the receiver took it', async () => {
    const tenant = await pipeline.tenant('Test ok');
    const webhook = await tenant.webhook('/test-ok');
    const answer = await tenant.admin('POST', `/v1/webhooks/${webhook.id}/test`);
    expect(answer).toMatchObject({ status: 200, body: { success: true, attempt: { statusCode: 200, code: 'ok' } } });
    const [request] = pipeline.receiver.received('/test-ok');
    if (!request) return expect.unreachable();
    expect(answer.body.deliveryId).toBe(request.deliveryId);
    verifyStandard(webhook.secret, request);
  });

  it('answers WEBHOOK_DELIVERY_FAILED when the receiver refused it or does not answer, and tries once', async () => {
    const tenant = await pipeline.tenant('Test failed');
    const failed = async (path: string, settings = {}) => {
      const webhook = await tenant.webhook(path, settings);
      const { body } = await tenant.admin('POST', `/v1/webhooks/${webhook.id}/test`);
      expect(body).toMatchObject({
        success: false,
        error: {
          code: 'WEBHOOK_DELIVERY_FAILED',
          details: { webhookId: webhook.id, url: pipeline.receiver.url(path) },
        },
      });
      expect(pipeline.receiver.received(path)).toHaveLength(1);
      return body.attempt;
    };
    pipeline.receiver.on('/test-500', status(500));
    expect(await failed('/test-500')).toMatchObject({ statusCode: 500, code: 'http_status' });
    pipeline.receiver.on('/test-hangs', hanging);
    expect(await failed('/test-hangs', { retryConfig: { timeout: 300 } })).toMatchObject({ code: 'timeout' });
  });
});

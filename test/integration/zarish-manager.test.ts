import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type Pipeline, startPipeline } from '../support/pipeline.js';
import { status } from '../support/receiver.js';
import { expressAccepts, flaskAccepts } from '../support/signature.checks.js';
import { WebhookManager } from '../support/zarish-sphere.webhook-manager.js';

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline?.stop());

it("ZARISH SPHERE's WebhookManager creates, tests, changes and deletes webhooks that get their events", async () => {
  const tenant = await pipeline.tenant('Zarish', 'zarish-sphere');
  const manager = new WebhookManager(tenant.key, `${pipeline.carehook.app('subscription-api').url}/v1`);
  const secret = 'webhook-secret-key';
  const webhook = await manager.createWebhook({
    name: 'Patient Events Webhook',
    url: pipeline.receiver.url('/webhooks/patient-events'),
    events: ['patient.created', 'patient.updated', 'patient.deleted'],
    secret,
    active: true,
    filters: { organizationId: 'org-123' },
    retryConfig: { maxRetries: 3, retryDelay: 1000, timeout: 30000 },
  });

  const tested = await manager.testWebhook(webhook.id);
  expect(tested).toMatchObject({ success: true, attempt: { statusCode: 200 } });
  const patient = { id: 'patient-123', name: [{ family: 'Doe' }] };
  const event = { type: 'patient.created', organizationid: 'org-123', data: { patient } };
  const id = await tenant.publish(event);
  await tenant.publish({ ...event, organizationid: 'org-9' });

  const requests = await pipeline.receiver.waitFor('/webhooks/patient-events', 2);
  for (const request of requests) {
    expect(expressAccepts(secret, request)).toBe(true);
    expect(flaskAccepts(secret, request)).toBe(true);
  }
  const bodies = requests.map(({ body }) => JSON.parse(body.toString()));
  expect(bodies[1]).toMatchObject({ id, webhookId: webhook.id, eventType: 'patient.created', data: { patient } });

  pipeline.receiver.on('/moved', status(401));
  await manager.updateWebhook(webhook.id, { url: pipeline.receiver.url('/moved') });
  expect(await manager.testWebhook(webhook.id)).toMatchObject({
    success: false,
    error: { code: 'WEBHOOK_DELIVERY_FAILED', message: 'Failed to deliver webhook', details: { httpStatus: 401 } },
  });

  const { data } = (await manager.listWebhooks()) as { data: { id: string }[] };
  expect(data.map((listed) => listed.id)).toEqual([webhook.id]);
  await manager.deleteWebhook(webhook.id);
  const routed = () => pipeline.counter('filter-router', 'carehook_events_routed_total');
  const before = await routed();
  await tenant.publish(event);
  await eventually(routed, (count) => count === before + 1);
  expect(pipeline.receiver.received('/moved')).toHaveLength(1);
  expect(pipeline.receiver.received('/webhooks/patient-events')).toHaveLength(2);
});

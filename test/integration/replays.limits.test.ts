import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anHourAgo, DeliveryHistory } from '../support/delivery.history.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';

let pipeline: Pipeline;
let tenant: TestTenant;
let other: TestTenant;
let history: DeliveryHistory;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Asks', 'zarish-sphere');
  other = await pipeline.tenant('Others', 'zarish-sphere');
  history = new DeliveryHistory(pipeline, tenant);
});
afterAll(() => pipeline?.stop());

describe('what is asked for', () => {
  it('is not found by another tenant, and not allowed to a viewer', async () => {
    const webhook = await history.outage('private', 1);
    const [dead] = await history.of(webhook);
    const since = anHourAgo();
    const viewer = await history.post('/v1/api-keys', { name: 'Viewer', role: 'viewer' });
    const calls: [string, object | undefined][] = [
      [`/v1/deliveries/${dead?.id}/retry`, undefined],
      [`/v1/deliveries/${dead?.id}/cancel`, undefined],
      [`/v1/deliveries/${dead?.id}/replay`, undefined],
      [`/v1/webhooks/${webhook.id}/replay`, { from: since }],
      [`/v1/webhooks/${webhook.id}/recover`, { since }],
      ['/v1/deliveries/retry', { webhookId: webhook.id }],
    ];
    for (const [path, body] of calls) {
      expect((await other.admin('POST', path, body)).status, path).toBe(404);
      const url = pipeline.carehook.app('subscription-api').url + path;
      const headers = { 'x-api-key': viewer.body.key as string };
      expect((await fetch(url, { method: 'POST', headers })).status, path).toBe(403);
    }
    expect((await other.admin('POST', '/v1/deliveries/retry', {})).body).toEqual({ count: 0 });
    expect((await history.of(webhook))[0]?.status).toBe('dead');
  });

  it.each([
    ['replay', {}, 'from'],
    ['replay', { from: '2026-03-07' }, 'from'],
    ['replay', { from: '0001-01-01T00:00:00Z' }, 'from'],
    ['replay', { from: '2026-03-07T10:00:00Z', to: '2026-03-07T10:00:00+02:00' }, 'to'],
    ['replay', { from: '2026-03-07T10:00:00Z', ratePerSecond: 1_001 }, 'ratePerSecond'],
    ['replay', { from: '2026-03-07T10:00:00Z', statuses: ['lost'] }, 'statuses.0'],
    ['replay', { from: '2026-03-07T10:00:00Z', eventTypes: ['a b'] }, 'eventTypes.0'],
    ['recover', {}, 'since'],
    ['recover', { since: '2026-03-07T10:00:00Z', until: 1 }, 'until'],
  ])('names the field that is wrong: %s %j', async (action, body, field) => {
    const webhook = await tenant.webhook('/wrong', { events: ['wrong.happened'] });
    const answer = await history.post(`/v1/webhooks/${webhook.id}/${action}`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toMatchObject([{ field }]);
  });

  it('may be no more than 100,000 deliveries at once', async () => {
    const webhook = await tenant.webhook('/crowd', { events: ['crowd.happened'], active: false });
    await history.publish('crowd.happened', 1);
    const { database } = pipeline.carehook;
    const uid = await eventually(
      async () => (await database.query(`select uid from events where type = 'crowd.happened'`)).rows[0]?.uid as string,
      (found) => found !== undefined,
    );
    await database.query(
      `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
         last_code, accepted_at, expires_at, updated_at)
       select overlay(gen_random_uuid()::text placing left($2::text, 15) from 1 for 15)::uuid, $1, $3, $2::uuid, 'crowd.happened',
         'first', 'dead', 1, 1, 'timeout', now(), now(), now() from generate_series(1, 100001)`,
      [tenant.id, uid, webhook.id],
    );
    await history.post(`/v1/webhooks/${webhook.id}/activate`);
    for (const [action, body, field] of [
      ['replay', { from: anHourAgo(), dryRun: true }, 'from'],
      ['recover', { since: anHourAgo() }, 'since'],
    ] as const) {
      const { status: code, body: answer } = await history.post(`/v1/webhooks/${webhook.id}/${action}`, body);
      expect(code).toBe(400);
      expect(answer.error.details).toMatchObject([{ field, reason: expect.stringContaining('narrow the span') }]);
    }
  });
});

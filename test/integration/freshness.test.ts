import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Fresh');
});
afterAll(() => pipeline?.stop());

it('a webhook always gets the event that is published right after its creation was answered', async () => {
  for (let round = 0; round < 200; round += 1) {
    const type = `fresh.round-${round}`;
    const path = `/fresh/${round}`;
    await tenant.webhook(path, { events: [type] });
    await tenant.publish({ type, data: { round } });
    await pipeline.receiver.waitFor(path, 1);
  }
});

it('a webhook gets nothing that is published after its deletion was answered', async () => {
  // Of one subject, so that one partition keeps them in order: once the last event is there, all are routed.
  const event = (type: string) => ({ type, subject: 'p-1', data: 1 });
  for (let round = 0; round < 50; round += 1) {
    const type = `gone.round-${round}`;
    const webhook = await tenant.webhook(`/gone/${round}`, { events: [type] });
    await tenant.publish(event(type));
    expect(await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`)).toMatchObject({ status: 204 });
    await tenant.publish(event(type));
  }
  await tenant.webhook('/gone/last', { events: ['gone.last'] });
  await tenant.publish(event('gone.last'));
  await pipeline.receiver.waitFor('/gone/last', 1);

  // The first of each pair is delivered, or cancelled where the deletion overtook it; the second is never routed.
  const perWebhook = await eventually(
    async () => {
      const { rows } = await pipeline.carehook.database.query<{ count: number }>(
        `select count(*)::int from deliveries where event_type like 'gone.%' group by webhook_id`,
      );
      return rows.map(({ count }) => count);
    },
    (counts) => counts.length >= 51,
  );
  expect(perWebhook).toEqual(perWebhook.map(() => 1));
  const requests = Array.from({ length: 50 }, (_, round) => pipeline.receiver.received(`/gone/${round}`).length);
  expect(Math.max(...requests)).toBeLessThanOrEqual(1);
});

it('an API key works at once', async () => {
  for (let round = 0; round < 20; round += 1) {
    const fresh = await pipeline.tenant(`Key ${round}`);
    await fresh.publish({ type: 'patient.created', data: round });
  }
});

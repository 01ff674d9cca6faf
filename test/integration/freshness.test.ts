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
  const counts = () =>
    Promise.all([
      pipeline.counter('filter-router', 'carehook_events_routed_total'),
      pipeline.counter('filter-router', 'carehook_deliveries_created_total'),
    ]);
  const [events, deliveries] = await counts();
  for (let round = 0; round < 50; round += 1) {
    const event = { type: `gone.round-${round}`, data: round };
    const path = `/gone/${round}`;
    const webhook = await tenant.webhook(path, { events: [event.type] });
    await tenant.publish(event);
    await pipeline.receiver.waitFor(path, 1);
    expect(await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`)).toMatchObject({ status: 204 });
    await tenant.publish(event);
  }
  const [, created] = await eventually(counts, ([routed]) => routed === events + 100);
  expect(created).toBe(deliveries + 50);
  const requests = Array.from({ length: 50 }, (_, round) => pipeline.receiver.received(`/gone/${round}`).length);
  expect(requests).toEqual(requests.map(() => 1));
});

it('an API key works at once', async () => {
  for (let round = 0; round < 20; round += 1) {
    const fresh = await pipeline.tenant(`Key ${round}`);
    await fresh.publish({ type: 'patient.created', data: round });
  }
});

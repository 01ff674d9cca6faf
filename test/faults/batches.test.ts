import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Pipeline, publishUntilAccepted, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing, type ReceivedRequest } from '../support/receiver.js';

const EVENTS = 1_000;

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline({ restarts: true });
  tenant = await pipeline.tenant('Killed batches', 'cloudevents');
});
afterAll(() => pipeline?.stop());

interface BatchedEvent {
  readonly id: string;
  readonly carehookdeliveryid: string;
}
const eventsIn = ({ body }: ReceivedRequest) => JSON.parse(body.toString()) as BatchedEvent[];
const answeredIn = (requests: readonly ReceivedRequest[]) =>
  new Set(requests.filter(({ answered }) => answered === 200).flatMap((each) => eventsIn(each).map(({ id }) => id)));

it('a worker killed while it gathers and sends batches loses none, and what comes twice has the same delivery id', async () => {
  pipeline.receiver.permit('/killed', { 'WebHook-Allowed-Origin': '*' });
  pipeline.receiver.on('/killed', failing(5));
  const retryConfig = { maxRetries: 3, retryDelay: 500, backoffStrategy: 'fixed' };
  await tenant.webhook('/killed', { batch: { maxEvents: 20, maxWaitMs: 300 }, retryConfig });
  const ingest = pipeline.carehook.app('event-ingest').url;
  let killed: Promise<void> | undefined;
  for (let n = 0; n < EVENTS; n += 50) {
    if (n === EVENTS / 2) killed = pipeline.carehook.app('delivery-worker').process.kill9();
    const ids = Array.from({ length: 50 }, (_, index) => `event-${n + index}`);
    await Promise.all(ids.map((id) => publishUntilAccepted(ingest, tenant.key, { id, type: 'a.b', data: { id } })));
  }
  await killed;

  const requests = await pipeline.receiver.waitFor('/killed', (all) => answeredIn(all).size === EVENTS, 40_000);
  const deliveryIds = new Map<string, Set<string>>();
  for (const { id, carehookdeliveryid } of requests.flatMap(eventsIn)) {
    deliveryIds.set(id, (deliveryIds.get(id) ?? new Set()).add(carehookdeliveryid));
  }
  expect([...deliveryIds.values()].every(({ size }) => size === 1)).toBe(true);
  expect(Math.max(...requests.map((request) => eventsIn(request).length))).toBeGreaterThan(1);
  expect(Math.max(...requests.map((request) => eventsIn(request).length))).toBeLessThanOrEqual(20);
});

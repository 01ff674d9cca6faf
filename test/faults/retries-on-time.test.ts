import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Pipeline, startPipeline } from '../support/pipeline.js';
import { failing, type ReceivedRequest } from '../support/receiver.js';

const WEBHOOKS = 10;
const EVENTS = 100;
const RETRY_DELAY_MS = 4_000;
const MAX_LATE_MS = 1_000;
/** The event's own fault: the breaker stays closed. */
const CONFLICT = 409;

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline?.stop());

it('1,000 retries are never early and at most 1 s late', async () => {
  const tenant = await pipeline.tenant('Retries', 'zarish-sphere');
  const paths = Array.from({ length: WEBHOOKS }, (_, index) => `/retries/${index}`);
  for (const path of paths) {
    pipeline.receiver.on(path, failing(EVENTS, CONFLICT));
    await tenant.webhook(path, { retryConfig: { maxRetries: 1, retryDelay: RETRY_DELAY_MS } });
  }
  const events = Array.from({ length: EVENTS }, (_, n) => ({ type: 'retry.timing', data: { n } }));
  expect((await pipeline.ingest(tenant.key, JSON.stringify(events))).status).toBe(202);

  const lateMs: number[] = [];
  for (const path of paths) {
    const requests = await pipeline.receiver.waitFor(path, 2 * EVENTS, RETRY_DELAY_MS + 15_000);
    for (const [first, second] of pairsByDelivery(requests)) lateMs.push(second.atMs - first.atMs - RETRY_DELAY_MS);
  }
  lateMs.sort((a, b) => a - b);
  const at = (share: number) => lateMs[Math.floor(share * (lateMs.length - 1))];
  console.log(`late by ${at(0)} ms at least, ${at(0.5)} at the median, ${at(0.99)} at p99, ${at(1)} at most`);
  expect(lateMs).toHaveLength(WEBHOOKS * EVENTS);
  expect(at(0)).toBeGreaterThanOrEqual(0);
  expect(at(1)).toBeLessThan(MAX_LATE_MS);
});

function pairsByDelivery(requests: readonly ReceivedRequest[]): [ReceivedRequest, ReceivedRequest][] {
  const first = new Map<string, ReceivedRequest>();
  return requests.flatMap((request) => {
    const before = first.get(request.deliveryId);
    first.set(request.deliveryId, request);
    return before ? [[before, request] as [ReceivedRequest, ReceivedRequest]] : [];
  });
}

import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { APPS } from '../../tools/local-stack/src/carehook-app.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';

const RATE_PER_SECOND = 100;
const SECONDS = FAULTS_ARE_LONG ? 10 : 5;
const MAX_P99_MS = 100;

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Latency');
});
afterAll(() => pipeline?.stop());

interface Figures {
  readonly acceptedP50Ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** From each 202 to the receipt, of events that are sent on time whether or not earlier ones were answered. */
async function measure(round: string, seconds: number): Promise<Figures> {
  const path = `/latency/${round}`;
  const count = RATE_PER_SECOND * seconds;
  const webhook = await tenant.webhook(path, { events: ['latency.*'] });
  const acceptedAt = new Map<string, number>();
  const accepting: number[] = [];
  const startMs = performance.now();
  const sending: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const dueMs = startMs + (index * 1_000) / RATE_PER_SECOND;
    if (dueMs > performance.now()) await sleep(dueMs - performance.now());
    sending.push(
      tenant.publish({ type: 'latency.measured', data: { of: `${round}-${index}` } }).then(() => {
        acceptedAt.set(`${round}-${index}`, Date.now());
        accepting.push(performance.now() - dueMs);
      }),
    );
  }
  await Promise.all(sending);
  const requests = await pipeline.receiver.waitFor(path, count);
  await tenant.admin('DELETE', `/v1/webhooks/${webhook.id}`);
  const latencies = requests.map(({ body, atMs }) => {
    const { data } = JSON.parse(body.toString()) as { data: { of: string } };
    return Math.max(0, atMs - (acceptedAt.get(data.of) ?? Number.NaN));
  });
  expect(latencies).toHaveLength(count);
  return {
    acceptedP50Ms: Math.round(quantile(accepting, 0.5)),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    maxMs: Math.max(...latencies),
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

const logBytes = () =>
  Object.fromEntries(APPS.map((name) => [name, statSync(pipeline.carehook.app(name).logFile).size]));

it(`delivers 99 of 100 events within ${MAX_P99_MS} ms at ${RATE_PER_SECOND} a second, and logs none of them`, async () => {
  await measure('warm-up', 2);
  const before = logBytes();
  let figures = await measure('1', SECONDS);
  // A busy machine is no verdict: once or twice more.
  for (const round of ['2', '3']) {
    console.log('from 202 to receipt:', figures);
    if (figures.p99Ms < MAX_P99_MS) break;
    figures = await measure(round, SECONDS);
  }
  expect(figures.p99Ms).toBeLessThan(MAX_P99_MS);
  expect(logBytes()).toEqual(before);
});

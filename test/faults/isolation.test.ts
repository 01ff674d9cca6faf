import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { type Behaviour, hanging, ok, slow } from '../support/receiver.js';

const WEBHOOKS = 20;
const RATE_PER_SECOND = 120;
const SECONDS = FAULTS_ARE_LONG ? 12 : 3;
/** The promise is 20 %; below so many milliseconds the machine's own noise is larger than that. */
const MAX_RATIO = 1.2;
const NOISE_MS = 10;
const ROUNDS = 3;

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline({ env: { KAFKA_PARTITIONS: '6', WORKER_MAX_IN_FLIGHT: '128' } });
  tenant = await pipeline.tenant('Isolation');
});
afterAll(() => pipeline?.stop());

/** Which endpoint gets the event of this number, and how the endpoints that are not healthy behave. */
interface Load {
  readonly target: (index: number) => number;
  readonly sick: ReadonlyMap<number, Behaviour>;
}

const evenly = (index: number) => index % WEBHOOKS;
const HEALTHY: Load = { target: evenly, sick: new Map() };
/** 10 % of the endpoints never answer. */
const HANGING: Load = { target: evenly, sick: new Map([0, 10].map((n) => [n, hanging])) };
/** One endpoint gets 90 % of the traffic and takes 400 ms for each. */
const HOG: Load = {
  target: (index) => (index % 10 === 0 ? 1 + ((index / 10) % (WEBHOOKS - 1)) : 0),
  sick: new Map([[0, slow(400)]]),
};
const HOG_IS_FAST: Load = { ...HOG, sick: new Map([[0, ok]]) };

it('10 % hanging endpoints leave the others as quick as they were', () => holds('hanging', HEALTHY, HANGING), 240_000);
it(
  'one slow endpoint with 90 % of the traffic leaves the others as quick',
  () => holds('hog', HOG_IS_FAST, HOG),
  240_000,
);

/** Measures with and without the trouble in one run; a busy machine is no verdict, so up to three times. */
async function holds(name: string, without: Load, withIt: Load): Promise<void> {
  await p99Of(`${name}-warm-up`, without, withIt, 2);
  for (let round = 1; ; round += 1) {
    const quietMs = await p99Of(`${name}-${round}-quiet`, without, withIt, SECONDS);
    const troubledMs = await p99Of(`${name}-${round}-troubled`, withIt, withIt, SECONDS);
    console.log(`${name}: p99 of the healthy ${quietMs} ms without, ${troubledMs} ms with it`);
    const isWithin = troubledMs <= quietMs * MAX_RATIO + NOISE_MS;
    if (isWithin || round === ROUNDS) return expect(isWithin).toBe(true);
  }
}

/** The p99 from 202 to receipt in milliseconds, over endpoints that are healthy in both loads. */
async function p99Of(name: string, load: Load, other: Load, seconds: number): Promise<number> {
  const path = (n: number) => `/${name}/${n}`;
  const webhooks: string[] = [];
  for (let n = 0; n < WEBHOOKS; n += 1) {
    pipeline.receiver.on(path(n), load.sick.get(n) ?? ok);
    webhooks.push((await tenant.webhook(path(n), { events: [`${name}.n${n}`] })).id);
  }
  const acceptedAtMs = new Map<number, number>();
  const startMs = performance.now();
  const sending: Promise<unknown>[] = [];
  for (let index = 0; index < RATE_PER_SECOND * seconds; index += 1) {
    const dueMs = startMs + (index * 1_000) / RATE_PER_SECOND;
    if (dueMs > performance.now()) await sleep(dueMs - performance.now());
    const event = { type: `${name}.n${load.target(index)}`, data: { index } };
    sending.push(tenant.publish(event).then(() => acceptedAtMs.set(index, Date.now())));
  }
  await Promise.all(sending);
  const latencies: number[] = [];
  for (let n = 0; n < WEBHOOKS; n += 1) {
    if (other.sick.has(n)) continue;
    const expected = [...acceptedAtMs.keys()].filter((index) => load.target(index) === n).length;
    for (const { body, atMs } of await pipeline.receiver.waitFor(path(n), expected)) {
      const { data } = JSON.parse(body.toString()) as { data: { index: number } };
      latencies.push(Math.max(0, atMs - (acceptedAtMs.get(data.index) ?? Number.NaN)));
    }
  }
  await Promise.all(webhooks.map((id) => tenant.admin('DELETE', `/v1/webhooks/${id}`)));
  latencies.sort((a, b) => a - b);
  return latencies[Math.ceil(latencies.length * 0.99) - 1] ?? Number.NaN;
}

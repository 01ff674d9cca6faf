import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Flood } from '../support/flood.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';

/** The promise is half as much again; below so many milliseconds the machine's own noise is larger than that. */
const MAX_RATIO = 1.5;
const NOISE_MS = 10;
const ROUNDS = 3;
const SECONDS = 15;
/** Processes that are new are slow, and beside a flood more so. */
const WARM_UP_SECONDS = 8;
const QUIET_PER_SECOND = 20;
/** What every key may do, and the flood exceeds ten times on each service. Without a limit the promise is not made. */
const LIMIT_PER_SECOND = 50;
const FLOOD = { connections: 16, perSecond: 500 };

const KINDS = ['accepted', 'delivered', 'read'] as const;
type Latencies = Readonly<Record<(typeof KINDS)[number], number>>;

let pipeline: Pipeline;
let quiet: TestTenant;
let loud: TestTenant;

beforeAll(async () => {
  if (!FAULTS_ARE_LONG) return;
  const limit = String(LIMIT_PER_SECOND);
  pipeline = await startPipeline({ env: { API_RATE_LIMIT_PER_SECOND: limit, INGEST_RATE_LIMIT_PER_SECOND: limit } });
  quiet = await pipeline.tenant('Quiet');
  loud = await pipeline.tenant('Loud');
});
afterAll(() => pipeline?.stop());

it.skipIf(!FAULTS_ARE_LONG)(
  'a tenant that floods the API and ingest beyond its rate leaves the others as quick as they were',
  async () => {
    await besideFloods(() => p99Of('warm-up', WARM_UP_SECONDS));
    for (let round = 1; ; round += 1) {
      const before = await p99Of(`quiet-${round}`, SECONDS);
      const during = await besideFloods(() => p99Of(`flooded-${round}`, SECONDS));
      const isWithin = KINDS.every((kind) => during[kind] <= before[kind] * MAX_RATIO + NOISE_MS);
      if (isWithin || round === ROUNDS) return expect(isWithin, JSON.stringify({ before, during })).toBe(true);
    }
  },
  240_000,
);

/** Measures while the loud tenant is refused by both services. */
async function besideFloods(measure: () => Promise<Latencies>): Promise<Latencies> {
  const floods = startFloods();
  const publish = () => pipeline.ingest(loud.key, '{"type":"flood.event","data":1}');
  await eventually(publish, ({ status }) => status === 429);
  await eventually(
    () => loud.admin('GET', '/v1/webhooks'),
    ({ status }) => status === 429,
  );
  const latencies = await measure();
  const answers = await Promise.all(floods.map((flood) => flood.stop()));
  console.log('p99 in ms:', latencies, 'beside floods that were answered', ...answers);
  return latencies;
}

function startFloods(): Flood[] {
  const body = JSON.stringify({ type: 'flood.event', data: { text: 'x'.repeat(500) } });
  const api = `${pipeline.carehook.app('subscription-api').url}/v1/webhooks`;
  const ingest = `${pipeline.carehook.app('event-ingest').url}/v1/events`;
  return [
    Flood.start({ ...FLOOD, url: api, method: 'GET', key: loud.key }),
    Flood.start({ ...FLOOD, url: ingest, method: 'POST', key: loud.key, body }),
  ];
}

/** Publishes and reads at a steady rate: p99 in ms of the 202, from there to the receiver, and of reading. */
async function p99Of(name: string, seconds: number): Promise<Latencies> {
  const path = `/${name}`;
  const webhook = await quiet.webhook(path, { events: [`flood.${name}`] });
  const acceptedAtMs: number[] = [];
  const [accepted, read]: [number[], number[]] = [[], []];
  const startMs = performance.now();
  const sending: Promise<unknown>[] = [];
  const count = QUIET_PER_SECOND * seconds;
  for (let index = 0; index < count; index += 1) {
    const dueMs = startMs + (index * 1_000) / QUIET_PER_SECOND;
    if (dueMs > performance.now()) await sleep(dueMs - performance.now());
    const publish = () => quiet.publish({ type: `flood.${name}`, data: { index } });
    sending.push(
      timed(publish, accepted).then(() => (acceptedAtMs[index] = Date.now())),
      timed(() => quiet.admin('GET', '/v1/webhooks'), read),
    );
  }
  await Promise.all(sending);
  const requests = await pipeline.receiver.waitFor(path, count, 30_000);
  const delivered = requests.map(({ body, atMs }) => {
    const { data } = JSON.parse(body.toString()) as { data: { index: number } };
    return Math.max(0, atMs - (acceptedAtMs[data.index] ?? Number.NaN));
  });
  await quiet.admin('DELETE', `/v1/webhooks/${webhook.id}`);
  return { accepted: p99(accepted), delivered: p99(delivered), read: p99(read) };
}

async function timed(call: () => Promise<unknown>, into: number[]): Promise<void> {
  const startMs = performance.now();
  await call();
  into.push(performance.now() - startMs);
}

function p99(values: number[]): number {
  values.sort((a, b) => a - b);
  return Math.round(values[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { APPS, type RunningApp, startApp } from '../../tools/local-stack/src/carehook-app.js';
import { tableLines } from '../../tools/local-stack/src/demo/table.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { eventually, type Pipeline, startPipeline } from '../support/pipeline.js';
import { slow } from '../support/receiver.js';
import { SteadyLoad } from '../support/steady.load.js';

const RATE_PER_SECOND = 500;
const PUBLISHERS = 4;
const PER_REQUEST = 5;
const WEBHOOKS = 10;
const SUBJECTS = 1_000;
const ANSWER_AFTER_MS = 20;
/** At the start everything is cold: not counted. */
const WARM_UP_MS = 15_000;
/** After each start: a third of the manifests' `minReadySeconds`. */
const WARM_MS = 3_000;
const MAX_P99_MS = 1_000;

let pipeline: Pipeline;
let replicas: RunningApp[];

beforeAll(async () => {
  if (!FAULTS_ARE_LONG) return;
  pipeline = await startPipeline({ env: { KAFKA_PARTITIONS: '6' } });
  const second: RunningApp[] = [];
  replicas = second;
  for (const app of APPS) second.push(await startApp(app, pipeline.carehook.env));
  replicas = APPS.flatMap((app, index) =>
    [pipeline.carehook.app(app), second[index]].filter((one) => one !== undefined),
  );
});
afterAll(async () => {
  await Promise.all(replicas?.map(({ process }) => process.stop()) ?? []);
  await pipeline?.stop();
});

/** What one restart took; milliseconds since 1970. */
interface Restart {
  readonly app: string;
  readonly fromMs: number;
  readonly downMs: number;
  readonly untilMs: number;
}

/** One event, in milliseconds from when it was due. */
interface Measured {
  readonly dueAtMs: number;
  readonly lateMs: number;
  readonly acceptedMs: number;
  readonly receivedMs: number;
}

it.skipIf(!FAULTS_ARE_LONG)(
  `each of two replicas of all apps is restarted under ${RATE_PER_SECOND} events/s: all come once, 99 of 100 within ${MAX_P99_MS} ms`,
  async () => {
    const tenant = await pipeline.tenant('Rolling');
    const paths = Array.from({ length: WEBHOOKS }, (_, index) => `/rolling/${index}`);
    for (const [index, path] of paths.entries()) {
      pipeline.receiver.on(path, slow(ANSWER_AFTER_MS));
      await tenant.webhook(path, { events: [`rolling.${index}`] });
    }
    const load = new SteadyLoad({
      ingests: replicas.filter(({ process }) => process.name === 'event-ingest').map(({ url }) => url),
      perSecond: RATE_PER_SECOND,
      publishers: PUBLISHERS,
      perRequest: PER_REQUEST,
      event: (index) => ({
        key: tenant.key,
        body: {
          id: `e-${index}`,
          type: `rolling.${index % WEBHOOKS}`,
          subject: `patient-${index % SUBJECTS}`,
          data: { index },
        },
      }),
    });
    await sleep(WARM_UP_MS);
    const countedFromMs = Date.now();
    const restarts: Restart[] = [];
    for (const replica of replicas) {
      restarts.push(await restart(replica));
      await sleep(WARM_MS);
    }
    const events = await load.stop();

    const receipts = await receiptsOf(paths, events.length);
    const measured = events.map(({ dueAtMs, sentAtMs, acceptedAtMs }, index) => ({
      dueAtMs,
      lateMs: sentAtMs - dueAtMs,
      acceptedMs: acceptedAtMs - dueAtMs,
      receivedMs: (receipts.get(index) ?? Number.NaN) - dueAtMs,
    }));
    const counted = measured.filter(({ dueAtMs }) => dueAtMs >= countedFromMs);
    tell(restarts, counted, paths);
    console.log(`sent again: ${events.filter(({ repeats }) => repeats > 0).length} events`);
    const requests = paths.flatMap((path) => pipeline.receiver.received(path)).length;
    expect({ lost: events.length - receipts.size, twice: requests - receipts.size }).toEqual({ lost: 0, twice: 0 });
    expect(quantile(counted, 'receivedMs', 0.99)).toBeLessThan(MAX_P99_MS);
  },
  300_000,
);

/** When each event was received first, by its number, once all are there or none comes any more. */
async function receiptsOf(paths: readonly string[], count: number): Promise<Map<number, number>> {
  const receipts = new Map<number, number>();
  const read = async () => {
    for (const { body, atMs } of paths.flatMap((path) => pipeline.receiver.received(path))) {
      const { index } = (JSON.parse(body.toString()) as { data: { index: number } }).data;
      receipts.set(index, Math.min(atMs, receipts.get(index) ?? atMs));
    }
    return receipts.size;
  };
  await eventually(read, (size) => size === count, 60_000).catch(() => undefined);
  return receipts;
}

async function restart({ process }: RunningApp): Promise<Restart> {
  const fromMs = Date.now();
  await process.stop();
  const downMs = Date.now();
  await process.start();
  return { app: process.name, fromMs, downMs, untilMs: Date.now() };
}

const HEAD = [
  'restarted',
  'stop ms',
  'start ms',
  'events',
  'p50 ms',
  'p99 ms',
  'max ms',
  'max accept ms',
  'longest pause ms',
];

/** Prints what the run was like, as docs/failures.md states it. */
function tell(restarts: readonly Restart[], counted: readonly Measured[], paths: readonly string[]): void {
  const [fromMs, untilMs] = [counted[0]?.dueAtMs ?? 0, counted.at(-1)?.dueAtMs ?? 0];
  const rows = [...restarts, { app: 'whole run', fromMs, downMs: fromMs, untilMs }].map((each) => {
    const due = counted.filter(({ dueAtMs }) => dueAtMs >= each.fromMs && dueAtMs <= each.untilMs);
    return [
      each.app,
      each.downMs - each.fromMs,
      each.untilMs - each.downMs,
      due.length,
      ...[0.5, 0.99, 1].map((share) => Math.round(quantile(due, 'receivedMs', share))),
      Math.round(quantile(due, 'acceptedMs', 1)),
      Math.max(...paths.map((path) => longestPause(path, each.fromMs, each.untilMs))),
    ];
  });
  console.log(`\n${tableLines(HEAD, rows).join('\n')}`);
  console.log(`the load itself was late: p99 ${Math.round(quantile(counted, 'lateMs', 0.99))} ms`);
}

/** The longest time within which a webhook got nothing. */
function longestPause(path: string, fromMs: number, untilMs: number): number {
  const times = pipeline.receiver
    .received(path)
    .map(({ atMs }) => atMs)
    .filter((atMs) => atMs >= fromMs && atMs <= untilMs + MAX_P99_MS)
    .sort((a, b) => a - b);
  return Math.max(0, ...times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs)));
}

function quantile(events: readonly Measured[], figure: keyof Measured, share: number): number {
  const sorted = events.map((event) => event[figure]).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

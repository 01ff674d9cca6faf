import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext } from '../bench.context.js';
import { ONE_TARGET } from '../bench.event.js';
import { deliver, settled } from '../measure/delivered.run.js';
import { differences, latencySummary } from '../measure/latency.summary.js';
import type { Measurement, Scenario } from '../scenario.js';

const PER_SECOND = 300;
const MINUTES = 60;
const MINUTE_MS = 60_000;

/** Whether it is after an hour as it was in the beginning. */
export const SOAK: Scenario = {
  name: 'soak',
  sentence: '300 events/s to one webhook for an hour (--minutes): p99 and resident memory (MiB), minute by minute',
  takes: '61 min',
  isUsual: false,
  async run(context) {
    const product = await context.freshProduct();
    const [url = ''] = await context.receiver.call('open', ['ok']);
    await product.webhook(url, ['bench.*']);
    const minutes = context.sizes.minutes(MINUTES);
    const perMinute = PER_SECOND * 60;
    const stop = new AbortController();
    const memory = memoryByMinute(context, stop.signal);
    const run = await deliver(context, { count: perMinute * minutes, shape: ONE_TARGET, times: [1] }, (range) =>
      context.load.call('httpAtRate', { ...range, target: product.ingest, perSecond: PER_SECOND }),
    ).finally(() => stop.abort());
    await settled(product);
    const latencies = differences(run.completedAtMs, run.published.dueAtMs);
    const held = await memory;
    return Array.from({ length: minutes }, (_, minute): Measurement => {
      const {
        'p50 ms': p50,
        'p99 ms': p99,
        'max ms': max,
      } = latencySummary(latencies.subarray(minute * perMinute, (minute + 1) * perMinute));
      return {
        name: `minute ${minute + 1}`,
        figures: { 'p50 ms': p50, 'p99 ms': p99, 'max ms': max, ...held[minute] },
      };
    });
  },
};

/** What each process holds at the end of each minute, until it is told to stop. */
async function memoryByMinute(context: BenchContext, signal: AbortSignal): Promise<Record<string, number>[]> {
  const held: Record<string, number>[] = [];
  for (;;) {
    await sleep(MINUTE_MS, undefined, { signal }).catch(() => undefined);
    held.push(Object.fromEntries([...context.usages()].map(([name, { rssBytes }]) => [name, rssBytes / 1024 ** 2])));
    if (signal.aborted) return held;
  }
}

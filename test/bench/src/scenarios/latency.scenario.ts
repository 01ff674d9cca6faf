import type { BenchContext } from '../bench.context.js';
import { ONE_TARGET } from '../bench.event.js';
import type { EventRange } from '../load/load.calls.js';
import { deliver, deliverAndRecord, settled } from '../measure/delivered.run.js';
import { differences, latencyHistogram, latencySummary } from '../measure/latency.summary.js';
import { withYardstick } from '../measure/raw.loop.js';
import type { Measurement, Scenario } from '../scenario.js';

const RATES = [100, 300, 1_000];
const SECONDS = 20;
/** Until the compilers of Node and Java have mostly done: before, they take more of two cores than the events. */
const WARM_UP = { perSecond: 300, seconds: 40 };

/** How long an event takes when there is no queue. */
export const LATENCY: Scenario = {
  name: 'latency',
  sentence: 'events at a constant rate, one a request, to one webhook: from when an event was due to its receipt',
  takes: '2 min',
  isUsual: true,
  async run(context) {
    const [measurements, raw] = await withYardstick(context, () => atAllRates(context));
    return measurements.map(({ figures, ...rest }) => ({
      ...rest,
      figures: { ...figures, ...inExchanges(figures, raw) },
    }));
  },
};

async function atAllRates(context: BenchContext): Promise<Measurement[]> {
  const product = await context.freshProduct();
  const [url = ''] = await context.receiver.call('open', ['ok']);
  await product.webhook(url, ['bench.*']);
  const { ingest: target } = product;
  const load = { shape: ONE_TARGET, times: [1] };
  await deliver(context, { ...load, count: WARM_UP.perSecond * WARM_UP.seconds }, (range) =>
    context.load.call('httpAtRate', { ...range, target, perSecond: WARM_UP.perSecond }),
  );
  await settled(product);

  const measurements: Measurement[] = [];
  for (const perSecond of RATES) {
    const count = perSecond * context.sizes.seconds(SECONDS);
    const atRate = (range: EventRange) => context.load.call('httpAtRate', { ...range, target, perSecond });
    const run = await deliverAndRecord(context, product, { ...load, count }, atRate);
    const { published, completedAtMs, duplicates, costs } = run;
    const fromDue = differences(completedAtMs, published.dueAtMs);
    const fromAccept = latencySummary(differences(completedAtMs, published.acceptedAtMs));
    const accepting = latencySummary(differences(published.acceptedAtMs, published.dueAtMs));
    const sending = latencySummary(differences(published.sentAtMs, published.dueAtMs));
    measurements.push({
      name: `${perSecond} events/s`,
      figures: {
        ...latencySummary(fromDue),
        'accept p50 ms': accepting['p50 ms'],
        'accept p99 ms': accepting['p99 ms'],
        'accept→receipt p50 ms': fromAccept['p50 ms'],
        'accept→receipt p99 ms': fromAccept['p99 ms'],
        'load late p99 ms': sending['p99 ms'],
        duplicates,
      },
      histogram: latencyHistogram(fromDue),
      costs,
    });
  }
  return measurements;
}

/** So many exchanges of the yardstick, one after the other, take as long: what a slower machine has in common with a quicker one. */
function inExchanges(figures: Measurement['figures'], rawPerSecond: number): Record<string, number> {
  const exchanges = (name: string) => ((figures[name] ?? Number.NaN) * rawPerSecond) / 1_000;
  return {
    'raw/s': rawPerSecond,
    'accept→receipt p50 in raw exchanges': exchanges('accept→receipt p50 ms'),
    'accept→receipt p99 in raw exchanges': exchanges('accept→receipt p99 ms'),
  };
}

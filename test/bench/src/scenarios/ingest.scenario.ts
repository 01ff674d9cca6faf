import type { BenchContext } from '../bench.context.js';
import { ONE_TARGET } from '../bench.event.js';
import type { EventRange, Published } from '../load/load.calls.js';
import { Shortfall } from '../measure/delivered.run.js';
import { costsBetween } from '../measure/process.costs.js';
import type { Product } from '../product/product.js';
import type { Measurement, Scenario } from '../scenario.js';

const EVENTS = 50_000;
const WARM_UP_SHARE = 0.2;

interface Way {
  readonly name: string;
  publish(context: BenchContext, product: Product, range: EventRange): Promise<Published>;
}

const overHttp = (name: string, perRequest: number, form: 'json' | 'ndjson', publishers: number): Way => ({
  name,
  publish: ({ load }, { ingest: target }, range) =>
    load.call('http', { ...range, target, perRequest, form, publishers }),
});

const WAYS: readonly Way[] = [
  overHttp('one event a request, 64 publishers', 1, 'json', 64),
  overHttp('50 events a request, 16 publishers', 50, 'json', 16),
  overHttp('500 events a request as NDJSON, 4 publishers', 500, 'ndjson', 4),
  {
    name: 'straight to Kafka, 500 a batch',
    publish: ({ load }, { kafka: target }, range) => load.call('kafka', { ...range, target }),
  },
];

/** Accepting alone: nothing reads what is accepted. */
export const INGEST: Scenario = {
  name: 'ingest',
  sentence: 'accepting alone, with only event-ingest and subscription-api running: from the request to the 202',
  takes: '30 s',
  isUsual: true,
  async run(context) {
    const measurements: Measurement[] = [];
    const product = await context.freshProduct({ apps: ['subscription-api', 'event-ingest'] });
    const count = context.sizes.events(EVENTS);
    for (const way of WAYS) {
      await way.publish(context, product, eventRange(context, Math.ceil(count * WARM_UP_SHARE)));
      const recordsBefore = await product.recordsIn('events');
      const before = context.usages();
      const { startedAtMs, endedAtMs } = await way.publish(context, product, eventRange(context, count));
      const costs = costsBetween(before, context.usages(), count);
      const records = (await product.recordsIn('events')) - recordsBefore;
      if (records !== count) throw new Shortfall('accepted events that stand in Kafka', records, count);
      const perSecond = (count / (endedAtMs - startedAtMs)) * 1_000;
      measurements.push({ name: way.name, figures: { 'accepted/s': perSecond }, costs });
    }
    return measurements;
  },
};

function eventRange(context: BenchContext, count: number): EventRange {
  return { first: context.numbers(count), count, shape: ONE_TARGET };
}

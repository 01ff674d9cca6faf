import type { BenchContext } from '../bench.context.js';
import { type EventShape, ONE_TARGET } from '../bench.event.js';
import type { EventRange, Published } from '../load/load.calls.js';
import { deliverAndRecord } from '../measure/delivered.run.js';
import { differences, latencySummary } from '../measure/latency.summary.js';
import { besideRaw } from '../measure/raw.loop.js';
import type { Product } from '../product/product.js';
import type { Measurement, Scenario } from '../scenario.js';

const DELIVERIES = 80_000;
/** Less, and the compilers are still at it in what is measured. */
const WARM_UP_SHARE = 0.5;
const PUBLISHERS = 64;
const TEN = Array.from({ length: 10 }, (_, index) => index);

interface Variant {
  readonly name: string;
  readonly shape: EventShape;
  /** The event types of each webhook. */
  readonly webhooks: readonly string[];
  /** How many of the webhooks each event goes to. */
  readonly fanOut: number;
  publish(context: BenchContext, product: Product, range: EventRange): Promise<Published>;
}

const overHttp =
  (perRequest: number): Variant['publish'] =>
  ({ load }, { ingest: target }, range) =>
    load.call('http', { ...range, target, perRequest, form: 'json', publishers: PUBLISHERS });

const ONE_WEBHOOK = { shape: ONE_TARGET, webhooks: ['bench.*'], fanOut: 1 };

const VARIANTS: readonly Variant[] = [
  { name: 'one event a request, 1 webhook', ...ONE_WEBHOOK, publish: overHttp(1) },
  { name: '50 events a request, 1 webhook', ...ONE_WEBHOOK, publish: overHttp(50) },
  {
    name: 'published to Kafka, 1 webhook',
    ...ONE_WEBHOOK,
    publish: ({ load }, { kafka: target }, range) => load.call('kafka', { ...range, target }),
  },
  {
    name: '50 a request, each event to 1 of 10 webhooks',
    shape: { ...ONE_TARGET, targets: TEN },
    webhooks: TEN.map((target) => `bench.t${target}`),
    fanOut: 1,
    publish: overHttp(50),
  },
  {
    name: '50 a request, each event to all of 10 webhooks',
    shape: ONE_TARGET,
    webhooks: TEN.map(() => 'bench.*'),
    fanOut: TEN.length,
    publish: overHttp(50),
  },
];

/** The whole way, as fast as it goes: each variant on a product of its own, and as a share of the yardstick. */
export const E2E: Scenario = {
  name: 'e2e',
  sentence: 'the whole way as fast as it goes, from the first request to the last receipt; times are those of a queue',
  takes: '4 min',
  isUsual: true,
  async run(context) {
    const measurements: Measurement[] = [];
    for (const variant of VARIANTS.filter(({ name }) => context.sizes.wants(name)))
      measurements.push(await besideRaw(context, () => measure(context, variant)));
    return measurements;
  },
};

async function measure(context: BenchContext, variant: Variant): Promise<Measurement> {
  const { name, shape, fanOut } = variant;
  const count = Math.ceil(context.sizes.events(DELIVERIES) / fanOut);
  const product = await context.freshProduct();
  const urls = await context.receiver.call(
    'open',
    variant.webhooks.map(() => 'ok' as const),
  );
  for (const [index, types] of variant.webhooks.entries()) await product.webhook(urls[index] ?? '', [types]);
  const run = (events: number) =>
    deliverAndRecord(context, product, { count: events, shape, times: [fanOut] }, (range) =>
      variant.publish(context, product, range),
    );
  const putOff = () => product.metric('delivery-worker', 'carehook_outcomes_total', 'result="deferred"');
  await run(Math.ceil(count * WARM_UP_SHARE));
  const putOffBefore = await putOff();
  const { published, completedAtMs, lastAtMs, recordedAtMs, duplicates, costs } = await run(count);
  const perSecond = (untilMs: number) => ((count * fanOut) / (untilMs - published.startedAtMs)) * 1_000;
  const times = latencySummary(differences(completedAtMs, published.acceptedAtMs));
  return {
    name,
    figures: {
      'delivered/s': perSecond(lastAtMs),
      'recorded/s': perSecond(recordedAtMs),
      'accepted/s': (count / (published.endedAtMs - published.startedAtMs)) * 1_000,
      'p50 ms': times['p50 ms'],
      'p99 ms': times['p99 ms'],
      duplicates,
      'put off': (await putOff()) - putOffBefore,
    },
    costs,
  };
}

import type { BenchContext } from '../bench.context.js';
import type { EventShape } from '../bench.event.js';
import { nowMs } from '../clock.js';
import { Shortfall } from '../measure/delivered.run.js';
import { costsBetween } from '../measure/process.costs.js';
import type { Product } from '../product/product.js';
import type { Measurement, Scenario } from '../scenario.js';
import { waitUntil } from '../wait.until.js';

const EVENTS = 50_000;
const WARM_UP_SHARE = 0.2;
const WEBHOOKS = [10, 1_000, 100_000];
/** Further webhooks share their types and differ by their filters. */
const MOST_TYPES = 1_000;
const PADDING = 200;

/** Routing alone: what an event costs when ever more webhooks do not want it. */
export const ROUTER: Scenario = {
  name: 'router',
  sentence: 'routing alone, with 10, 1,000 and 100,000 webhooks of which one wants each event: CPU of filter-router',
  takes: '90 s',
  isUsual: false,
  async run(context) {
    const measurements: Measurement[] = [];
    for (const webhooks of WEBHOOKS) measurements.push(await measure(context, webhooks));
    const cpuOf = (measurement?: Measurement) => measurement?.figures['router CPU µs/event'] ?? Number.NaN;
    return measurements.map(({ figures, ...rest }) => ({
      ...rest,
      figures: { ...figures, 'ratio to 10': cpuOf({ figures, ...rest }) / cpuOf(measurements[0]) },
    }));
  },
};

async function measure(context: BenchContext, webhooks: number): Promise<Measurement> {
  const product = await context.freshProduct({ apps: ['subscription-api', 'filter-router'] });
  await insertWebhooks(product, webhooks);
  const types = Math.min(webhooks, MOST_TYPES);
  const shape = { targets: Array.from({ length: types }, (_, type) => type), wards: webhooks, padding: PADDING };
  const count = context.sizes.events(EVENTS);
  await route(context, product, shape, Math.ceil(count * WARM_UP_SHARE));
  const before = context.usages();
  const elapsedMs = await route(context, product, shape, count);
  const costs = costsBetween(before, context.usages(), count);
  return {
    name: `${webhooks.toLocaleString('en')} webhooks`,
    figures: {
      'routed/s': (count / elapsedMs) * 1_000,
      ...(costs['filter-router'] && { 'router CPU µs/event': costs['filter-router'].cpuUs }),
    },
    costs,
  };
}

/** Publishes to Kafka and waits until all is routed. Returns the time from the first to the last. @throws Shortfall */
async function route(context: BenchContext, product: Product, shape: EventShape, count: number): Promise<number> {
  const routed = () => product.metric('filter-router', 'carehook_events_routed_total');
  const [routedBefore, deliveriesBefore] = [await routed(), await product.recordsIn('deliveries')];
  const range = { first: context.numbers(count), count, shape };
  const { startedAtMs } = await context.load.call('kafka', { ...range, target: product.kafka });
  await waitUntil('all events routed', async () => (await routed()) - routedBefore >= count);
  const elapsedMs = nowMs() - startedAtMs;
  const deliveries = (await product.recordsIn('deliveries')) - deliveriesBefore;
  if (deliveries !== count) throw new Shortfall('deliveries that stand in Kafka', deliveries, count);
  return elapsedMs;
}

/** In one statement, with the directory's revision as every change of a webhook moves it. */
async function insertWebhooks({ database }: Product, count: number): Promise<void> {
  await database.query(
    `with next as (update directory_revision set revision = revision + 1 returning revision)
     insert into webhooks (id, tenant_id, name, url, events, active, dialect, filters, headers, retry_config,
       max_concurrency, revision)
     select gen_random_uuid(), t.id, 'bench ' || n, 'http://127.0.0.1:9/', array['bench.t' || n % $2::int], true,
       t.default_dialect, jsonb_build_object('ward', 'w' || n), '{}', '{}', 64, next.revision
     from generate_series(0, $1::int - 1) as n, next, tenants t where t.id = 'default'`,
    [count, Math.min(count, MOST_TYPES)],
  );
}

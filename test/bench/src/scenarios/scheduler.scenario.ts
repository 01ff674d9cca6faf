import { setTimeout as sleep } from 'node:timers/promises';
import { ONE_TARGET } from '../bench.event.js';
import { Shortfall } from '../measure/delivered.run.js';
import { costsBetween } from '../measure/process.costs.js';
import type { Product } from '../product/product.js';
import type { Measurement, Scenario } from '../scenario.js';
import { waitUntil } from '../wait.until.js';
import { waitingRows } from './waiting-deliveries.sql.js';

const MOST_WAITING = 1_000_000;
const SECONDS = 15;
const WARM_UP_TICKS = 10;

/** What it costs to look for what is due, when much waits and nothing may go. Costs are per tick. */
export const SCHEDULER: Scenario = {
  name: 'scheduler',
  sentence:
    'one look for due deliveries while 0, 100,000 and 1,000,000 wait: half not due yet, half due without credit',
  takes: '2 min',
  isUsual: false,
  async run(context) {
    const measurements: Measurement[] = [];
    const most = context.sizes.events(MOST_WAITING);
    for (const waiting of [0, Math.ceil(most / 10), most]) {
      const product = await context.freshProduct({
        apps: ['subscription-api', 'delivery-worker'],
        env: { WORKER_ROLES: 'schedule' },
      });
      await waitingRows(product.database, waiting, ONE_TARGET);
      await moreTicks(product, WARM_UP_TICKS);
      const before = { ticks: await ticksOf(product), usages: context.usages() };
      await sleep(context.sizes.seconds(SECONDS) * 1_000);
      const after = { ticks: await ticksOf(product), usages: context.usages() };
      await nothingWent(product, waiting);

      const ticks = after.ticks.count - before.ticks.count;
      const costs = costsBetween(before.usages, after.usages, ticks);
      measurements.push({
        name: `${waiting.toLocaleString('en')} waiting`,
        figures: {
          'mean tick ms': ((after.ticks.seconds - before.ticks.seconds) / ticks) * 1_000,
          ticks,
          ...(costs['delivery-worker'] && { 'worker CPU µs/tick': costs['delivery-worker'].cpuUs }),
          ...(costs.postgres && { 'PostgreSQL CPU µs/tick': costs.postgres.cpuUs }),
        },
        costs,
      });
    }
    return measurements;
  },
};

async function ticksOf(product: Product): Promise<{ count: number; seconds: number }> {
  return {
    count: await product.metric('delivery-worker', 'carehook_schedule_seconds_count'),
    seconds: await product.metric('delivery-worker', 'carehook_schedule_seconds_sum'),
  };
}

async function moreTicks(product: Product, ticks: number): Promise<void> {
  const { count } = await ticksOf(product);
  await waitUntil('ticks of the scheduler', async () => (await ticksOf(product)).count >= count + ticks);
}

/** A tick that handed something over measured something else. @throws Shortfall */
async function nothingWent({ database }: Product, waiting: number): Promise<void> {
  const { rows } = await database.query<{ count: string }>(
    `select count(*) from deliveries where status = 'pending' and handovers = 1`,
  );
  if (Number(rows[0]?.count) !== waiting) throw new Shortfall('rows that still wait', Number(rows[0]?.count), waiting);
}

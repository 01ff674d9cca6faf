import { nowMs } from '../clock.js';
import { Shortfall } from '../measure/delivered.run.js';
import { costsBetween } from '../measure/process.costs.js';
import type { Scenario } from '../scenario.js';
import { waitUntil } from '../wait.until.js';

const OUTCOMES = 200_000;
/** The first tenth is read while the process warms up. */
const WARM_UP_SHARE = 0.1;

/** Recording alone: how fast a recorder catches up. Costs are per outcome. */
export const RECORDER: Scenario = {
  name: 'recorder',
  sentence: 'recording alone: a worker that only records, started on a topic full of outcomes of first attempts',
  takes: '45 s',
  isUsual: false,
  async run(context) {
    const product = await context.freshProduct({ apps: ['subscription-api'] });
    const count = context.sizes.events(OUTCOMES);
    const webhookId = await product.webhook('http://127.0.0.1:9/', ['bench.*']);
    await context.load.call('outcomes', { target: product.kafka, count, webhookId });
    const recorded = () => product.recordedOf('outcomes');

    await product.startApp('delivery-worker', { WORKER_ROLES: 'record' });
    await waitUntil('the first tenth', async () => (await recorded()) >= count * WARM_UP_SHARE);
    const [before, recordedBefore, startedAtMs] = [context.usages(), await recorded(), nowMs()];
    await waitUntil('all outcomes in PostgreSQL', async () => (await recorded()) >= count);
    const [elapsedMs, outcomes] = [nowMs() - startedAtMs, count - recordedBefore];
    const costs = costsBetween(before, context.usages(), outcomes);

    for (const table of ['deliveries', 'attempts']) {
      const { rows } = await product.database.query<{ count: string }>(`select count(*) from ${table}`);
      if (Number(rows[0]?.count) !== count) throw new Shortfall(`rows of ${table}`, Number(rows[0]?.count), count);
    }
    return [{ name: 'outcomes', figures: { 'recorded/s': (outcomes / elapsedMs) * 1_000, measured: outcomes }, costs }];
  },
};

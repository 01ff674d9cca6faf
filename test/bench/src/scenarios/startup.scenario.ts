import { APPS } from '../../../../tools/local-stack/src/carehook-app.js';
import { nowMs } from '../clock.js';
import type { Product } from '../product/product.js';
import type { Measurement, Scenario } from '../scenario.js';

/** How long a deployment waits: each app from its spawn until `/health/ready` says so, all of them side by side. */
export const STARTUP: Scenario = {
  name: 'startup',
  sentence: 'from spawn to ready, all apps at once: on an empty database, and again on what they left there',
  takes: '15 s',
  isUsual: false,
  async run(context) {
    const product = await context.freshProduct({ apps: [] });
    const first = await startAll(product, 'first start');
    await product.stopApps();
    return [first, await startAll(product, 'start again')];
  },
};

async function startAll(product: Product, name: string): Promise<Measurement> {
  const startedAtMs = nowMs();
  const times = await Promise.all(
    APPS.map(async (app) => {
      await product.startApp(app);
      return [`${app} ms`, nowMs() - startedAtMs] as const;
    }),
  );
  return { name, figures: { 'all ms': nowMs() - startedAtMs, ...Object.fromEntries(times) } };
}

import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { APPS } from '../../tools/local-stack/src/carehook-app.js';
import { signIn } from '../support/browser.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { longestBlockMs, WATCH_BLOCKS } from '../support/main-thread.js';
import type { Pipeline } from '../support/pipeline.js';
import { SteadyLoad } from '../support/steady.load.js';
import { type ConsoleWorld, EVENT } from './console.world.js';
import { floodLive } from './live.flood.js';

const MAX_ROWS = 200;
/** Beyond that people feel that the page hangs. */
const MAX_BLOCK_MS = 400;
/** Kafka and PostgreSQL run beside the browser, on the same cores. */
const MAX_BLOCK_BESIDE_ALL_MS = 500;
const PER_SECOND = 1_000;
const LOAD_MS = 8_000;
const LOOK_EVERY_MS = 500;
const GIVING_WAY = 10;

/** Measures, and so runs alone. */
export function liveUnderLoad(world: () => ConsoleWorld): void {
  it.runIf(FAULTS_ARE_LONG)('stays at hand when 1,000 deliveries a second are shown', async ({ onTestFinished }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Flooded');
    const webhook = await tenant.webhook('/flooded', { name: 'Flooded' });
    const { page, errors } = await world().opened(onTestFinished);
    await page.addInitScript(floodLive, { webhookId: webhook.id, perSecond: 1_000 });
    await page.addInitScript({ content: WATCH_BLOCKS });
    await signIn(page, tenant.key, `/console/webhooks/${webhook.id}`);
    await page.getByText('flood.shown').first().waitFor();
    // The first drawing of a page is not what is measured.
    await page.evaluate('globalThis.blocks.length = 0');
    await expect.poll(() => page.evaluate('globalThis.flooded'), { timeout: 20_000 }).toBeGreaterThan(2_500);
    expect(await page.locator('tbody tr').count()).toBe(MAX_ROWS);
    await page.getByRole('tab', { name: 'Settings' }).click({ timeout: 1_000 });
    const longest = await longestBlockMs(page);
    console.log(`the longest block of the main thread at 1,000 deliveries a second: ${Math.round(longest)} ms`);
    expect(longest).toBeLessThan(MAX_BLOCK_MS);
    expect(errors).toEqual([]);
  });

  it.runIf(FAULTS_ARE_LONG)(
    'stays at hand while 1,000 events a second are delivered, and says that it shows a part',
    async ({ onTestFinished }) => {
      const { pipeline } = world();
      const tenant = await pipeline.tenant('Busy');
      const webhook = await tenant.webhook('/busy', { name: 'Busy' });
      const { page, errors } = await world().opened(onTestFinished);
      await page.addInitScript({ content: WATCH_BLOCKS });
      await signIn(page, tenant.key, `/console/webhooks/${webhook.id}`);
      await page.getByText('Live', { exact: true }).waitFor();
      giveWay(pipeline);
      const load = new SteadyLoad({
        ingests: [pipeline.carehook.app('event-ingest').url],
        ...{ perSecond: PER_SECOND, publishers: 4, perRequest: 50 },
        event: (index) => ({ key: tenant.key, body: { ...EVENT, id: `busy-${index}` } }),
      });
      await page.getByText('you see a part of it', { exact: false }).waitFor();
      // The first drawing of a page is not what is measured.
      await page.evaluate('globalThis.blocks.length = 0');
      const before = pipeline.receiver.received('/busy').length;
      const startMs = performance.now();
      const shown = await mostShown(page, startMs + LOAD_MS);
      const delivered = pipeline.receiver.received('/busy').length - before;
      const perSecond = Math.round(delivered / ((performance.now() - startMs) / 1_000));
      await page.getByText('you see a part of it', { exact: false }).waitFor({ timeout: 1_000 });
      await page.getByRole('tab', { name: 'Settings' }).click({ timeout: 1_000 });
      const longest = await longestBlockMs(page);
      const published = await load.stop();
      const figures = `${perSecond} deliveries a second, up to ${shown} shown`;
      console.log(`${figures}: the longest block of the main thread took ${Math.round(longest)} ms`);
      expect(longest).toBeLessThan(MAX_BLOCK_BESIDE_ALL_MS);
      expect(shown).toBeGreaterThan(perSecond / 2);
      await pipeline.receiver.waitFor('/busy', published.length, 30_000);
      expect(errors).toEqual([]);
    },
  );
}

/** People's browsers have machines of their own; here the product and this process keep all cores busy. */
function giveWay({ carehook }: Pipeline): void {
  for (const pid of [process.pid, ...APPS.map((app) => carehook.app(app).process.pid)]) {
    if (pid !== undefined) setPriority(pid, GIVING_WAY);
  }
}

/** The highest pace that the page told until then. */
async function mostShown(page: Page, untilMs: number): Promise<number> {
  let most = 0;
  while (performance.now() < untilMs) {
    most = Math.max(most, Number.parseFloat((await page.getByTestId('pace').innerText()).replaceAll(',', '')));
    await sleep(LOOK_EVERY_MS);
  }
  return most;
}

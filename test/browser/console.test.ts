import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findChromium,
  goTo,
  LOOKS_TO_WALK,
  type Look,
  overflow,
  picture,
  seriousViolations,
  signIn,
  visit,
} from '../support/browser.js';
import { ConsoleWorld, settled } from './console.world.js';
import { firstWebhook } from './first-webhook.journey.js';
import { type FurnishedClinic, furnish } from './furnished.clinic.js';
import { live } from './live.journey.js';
import { liveUnderLoad } from './live.load.js';
import { recovery } from './recovery.journey.js';
import { search } from './search.journey.js';
import { newSecret } from './secret.journey.js';
import { settings } from './settings.journey.js';
import { disableAndEnable } from './switch.journey.js';
import { viewer } from './viewer.journey.js';
import { whyNot } from './why.journey.js';

const chromium = findChromium();
if (!chromium) console.log('no Chromium: the browser tests are skipped (CHROMIUM_PATH names one)');

const MAX_FIRST_LOAD_BYTES = 300_000;
/** Beside the journeys, and in the long form four at a time. */
const WALK_TIMEOUT_MS = 300_000;

describe.skipIf(!chromium)('the console', () => {
  let started: ConsoleWorld;
  let furnished: Promise<FurnishedClinic>;
  const world = () => started;

  beforeAll(async () => {
    started = await ConsoleWorld.start();
    furnished = furnish(started.pipeline);
  });
  afterAll(async () => {
    await Promise.allSettled([furnished]);
    await started?.stop();
  });

  // The longest, and so the first of those that run at the same time.
  it.concurrent.each(LOOKS_TO_WALK)('looks right to everybody: $name', walkThrough, WALK_TIMEOUT_MS);
  firstWebhook(world);
  whyNot(world);
  recovery(world);
  newSecret(world);
  disableAndEnable(world);
  viewer(world);
  settings(world);
  live(world);
  search(world);

  it.concurrent(`comes in ${MAX_FIRST_LOAD_BYTES / 1_000} KB, charts included, and knows its language`, async ({
    expect,
    onTestFinished,
  }) => {
    const tenant = await started.pipeline.tenant('Loaded');
    const webhook = await tenant.webhook('/loaded');
    await tenant.admin('POST', `/v1/webhooks/${webhook.id}/test`);
    const { page } = await started.opened(onTestFinished);
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (new URL(request.url()).pathname.startsWith('/v1/')) return;
      sizes.push(
        request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
      );
    });
    await signIn(page, tenant.key);
    await page.locator('.recharts-surface').first().waitFor();
    // What comes after it is not asked for its size: the page may be gone by then.
    page.removeAllListeners('requestfinished');
    const bytes = (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
    console.log(`first load: ${bytes} bytes`);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(MAX_FIRST_LOAD_BYTES);

    await page.getByLabel('Language').selectOption('ru');
    await page.getByRole('heading', { name: 'Обзор' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    await page.getByLabel('Язык').selectOption('es');
    await page.getByRole('heading', { name: 'Resumen' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Resumen' }).waitFor();
  });

  liveUnderLoad(world);

  async function walkThrough(look: Look): Promise<void> {
    const { tenant, pages } = await furnished;
    const { page, context, errors } = await visit(started.browser, started.base, look);
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await picture(page, `sign-in.${look.name}`);
    if (look.isChecked) expect(await seriousViolations(page), 'sign-in').toEqual([]);
    await signIn(page, tenant.key);
    for (const { name, path, ready, prepare } of pages) {
      await goTo(page, path);
      await page.locator(ready).first().waitFor();
      await prepare?.(page);
      await settled(page);
      await picture(page, `${name}.${look.name}`);
      expect(await overflow(page), `${name} is wider than the window`).toBeLessThanOrEqual(0);
      if (look.isChecked) expect(await seriousViolations(page), name).toEqual([]);
      await page.keyboard.press('Escape');
    }
    expect(errors).toEqual([]);
    await context.close();
  }
});

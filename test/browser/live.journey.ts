import { expect, it } from 'vitest';
import { signIn } from '../support/browser.js';
import { longestBlockMs, WATCH_BLOCKS } from '../support/main-thread.js';
import { type ConsoleWorld, EVENT } from './console.world.js';
import { floodLive } from './live.flood.js';

const MAX_ROWS = 200;
/** Beyond that people feel that the page hangs. */
const MAX_BLOCK_MS = 400;

export function live(world: () => ConsoleWorld): void {
  it('shows deliveries as they happen, and says when it cannot', async () => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Watched');
    const webhook = await tenant.webhook('/watched', { name: 'Watched' });
    const { page, calls } = await world().opened();
    await page.route('**/v1/live*', (route) => route.abort());
    await signIn(page, tenant.key, `/console/webhooks/${webhook.id}`);
    await page.getByText('Disconnected').waitFor();
    await page.getByText('What you see may be old.', { exact: false }).waitFor();
    await page.unroute('**/v1/live*');
    await page.getByText('Live', { exact: true }).waitFor();
    const lists = () => calls.filter((call) => call === 'GET /v1/deliveries').length;
    await page.getByText('No deliveries.').waitFor();
    const listsBefore = lists();
    await tenant.publish(EVENT);
    await page.getByRole('cell', { name: 'Delivered' }).waitFor();
    // Twice when the stream began, and no more.
    expect(lists()).toBeLessThanOrEqual(listsBefore + 2);

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Nothing new is shown until you go on.').waitFor();
    await tenant.publish(EVENT);
    await pipeline.receiver.waitFor('/watched', 2);
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: 10_000 }).toBe(2);
  });

  it('stays at hand when 1,000 deliveries a second are shown', async () => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Flooded');
    const webhook = await tenant.webhook('/flooded', { name: 'Flooded' });
    const { page, errors } = await world().opened();
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
}

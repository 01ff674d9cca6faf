import { it } from 'vitest';
import { signIn } from '../support/browser.js';
import { type ConsoleWorld, EVENT } from './console.world.js';

export function live(world: () => ConsoleWorld): void {
  it.concurrent('shows deliveries as they happen, and says when it cannot', async ({ expect, onTestFinished }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Watched');
    const webhook = await tenant.webhook('/watched', { name: 'Watched' });
    const { page, calls } = await world().opened(onTestFinished);
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
}

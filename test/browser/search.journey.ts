import { it } from 'vitest';
import { signIn } from '../support/browser.js';
import { eventually } from '../support/pipeline.js';
import { status } from '../support/receiver.js';
import { type ConsoleWorld, deadDelivery, EVENT, GIVES_UP_AT_ONCE, settled } from './console.world.js';

/** Of the API, unless it is told. */
const PAGE_SIZE = 50;
const WEBHOOKS = PAGE_SIZE + 5;

export function search(world: () => ConsoleWorld): void {
  it.concurrent('has the API look for webhooks, by their words and by how they are', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Searched');
    pipeline.receiver.on('/searched', status(503));
    await tenant.webhook('/searched', { name: 'Radiology', description: 'Night shift', events: ['patient.*'] });
    const others = Array.from({ length: WEBHOOKS - 2 }, (_, index) =>
      tenant.webhook('/others', { name: `Ward ${index}`, events: ['lab.*'] }),
    );
    await Promise.all([...others, tenant.webhook('/others', { name: 'Closed', active: false })]);
    await tenant.publish(EVENT);
    await eventually(
      async () => (await tenant.admin('GET', '/v1/webhooks?status=failing')).body.data as unknown[],
      ({ length }) => length === 1,
    );
    const { page, errors } = await world().opened(onTestFinished);
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/v1/webhooks' && searchParams.has('q')) asked.push(searchParams.get('q') ?? '');
    });
    await signIn(page, tenant.key, '/console/webhooks');
    const rows = page.locator('tbody tr');
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(PAGE_SIZE);
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => rows.count()).toBe(WEBHOOKS);

    await page.getByRole('searchbox').pressSequentially('night SHIFT');
    await expect.poll(() => rows.allInnerTexts(), { timeout: 10_000 }).toEqual([expect.stringContaining('Radiology')]);
    // Not with every letter.
    expect([...new Set(asked)]).toEqual(['night SHIFT']);
    expect(new URL(page.url()).searchParams.get('q')).toBe('night SHIFT');
    await page.getByText('Disabled', { exact: true }).click();
    await page.getByText('No webhook matches.').waitFor();
    await page.getByRole('searchbox').fill('');
    await expect.poll(() => rows.allInnerTexts(), { timeout: 10_000 }).toEqual([expect.stringContaining('Closed')]);
    await page.getByText('Failing', { exact: true }).click();
    await expect.poll(() => rows.allInnerTexts(), { timeout: 10_000 }).toEqual([expect.stringContaining('Radiology')]);
    expect(errors).toEqual([]);
  });

  it.concurrent('goes on where the API found nothing yet, and lets people go further', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Rare');
    pipeline.receiver.on('/rare', status(503));
    await tenant.webhook('/rare', GIVES_UP_AT_ONCE);
    await tenant.publish(EVENT);
    await deadDelivery(tenant);
    const { page, errors } = await world().opened(onTestFinished);
    let emptyPages = 12;
    await page.route('**/v1/deliveries?*', async (route) => {
      const url = new URL(route.request().url());
      const at = Number(url.searchParams.get('cursor') ?? 0);
      if (at < emptyPages) return route.fulfill({ json: { data: [], nextCursor: String(at + 1) } });
      url.searchParams.delete('cursor');
      return route.continue({ url: url.href });
    });
    await signIn(page, tenant.key, '/console/deliveries?status=dead');
    await page.getByText('Nothing found so far.').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('cell', { name: 'Dead', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);

    emptyPages = 3;
    await page.reload();
    await page.getByRole('cell', { name: 'Dead', exact: true }).waitFor();
    await settled(page);
    expect(errors).toEqual([]);
  });
}

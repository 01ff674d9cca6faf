import type { Page } from 'playwright-core';
import { it } from 'vitest';
import { signIn } from '../support/browser.js';
import { eventually } from '../support/pipeline.js';
import { ok, status } from '../support/receiver.js';
import { type ConsoleWorld, deadDelivery, EVENT, GIVES_UP_AT_ONCE } from './console.world.js';

export function recovery(world: () => ConsoleWorld): void {
  it.concurrent('recovers what died in an outage: counted, confirmed, and watched until it is done', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Recovered');
    pipeline.receiver.on('/recovered', status(503));
    const webhook = await tenant.webhook('/recovered', { name: 'Recovered', ...GIVES_UP_AT_ONCE });
    await Promise.all([1, 2, 3].map(() => tenant.publish(EVENT)));
    await deadDelivery(tenant, 3);
    pipeline.receiver.on('/recovered', ok);
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key, `/console/webhooks/${webhook.id}`);
    await askFor(page, 'Try again what died');
    await page.getByText('3 deliveries will be sent.').waitFor();
    expect(pipeline.receiver.received('/recovered')).toHaveLength(3);
    await page.getByRole('button', { name: 'Send 3' }).click();
    await page.getByText('Done: nothing waits any more of 3 deliveries.').waitFor();
    expect(pipeline.receiver.received('/recovered')).toHaveLength(6);
    await page.getByRole('dialog').getByText('Delivered: 3').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

    await askFor(page, 'Send a span again');
    await page.getByText('3 deliveries will be sent.').waitFor();
    await page.getByRole('button', { name: 'Send 3' }).click();
    await pipeline.receiver.waitFor('/recovered', 9);
    await page.getByText('Done: nothing waits any more of 3 deliveries.').waitFor();
    expect(errors).toEqual([]);
  });

  it.concurrent('retries all dead letters that the filters show', async ({ expect, onTestFinished }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Retried');
    pipeline.receiver.on('/retried', status(503));
    await tenant.webhook('/retried', GIVES_UP_AT_ONCE);
    await Promise.all([1, 2].map(() => tenant.publish(EVENT)));
    await deadDelivery(tenant, 2);
    pipeline.receiver.on('/retried', ok);
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key, '/console/deliveries?status=dead');
    await page.getByRole('button', { name: 'Retry all that match' }).click();
    await page.getByRole('button', { name: 'Count first' }).click();
    await page.getByText('2 deliveries will be sent.').waitFor();
    await page.getByRole('button', { name: 'Send 2' }).click();
    await page.getByText('Done: nothing waits any more of 2 deliveries.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByLabel('Status').selectOption('delivered');
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: 10_000 }).toBe(2);
    expect(errors).toEqual([]);
  });

  it.concurrent('retries the deliveries that somebody ticked, and no others', async ({ expect, onTestFinished }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Ticked');
    pipeline.receiver.on('/ticked', status(503));
    const webhook = await tenant.webhook('/ticked', GIVES_UP_AT_ONCE);
    await Promise.all([1, 2, 3].map(() => tenant.publish(EVENT)));
    await deadDelivery(tenant, 3);
    pipeline.receiver.on('/ticked', ok);
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key, `/console/webhooks/${webhook.id}`);
    for (const row of [1, 3]) await page.getByRole('checkbox').nth(row).check();
    await page.getByRole('button', { name: 'Retry the selected' }).click();
    await page.getByRole('button', { name: 'Count first' }).click();
    await page.getByText('2 deliveries will be sent.').waitFor();
    await page.getByRole('button', { name: 'Send 2' }).click();
    await page.getByText('Done: nothing waits any more of 2 deliveries.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => page.getByRole('cell', { name: 'Delivered' }).count(), { timeout: 10_000 }).toBe(2);
    expect(await page.getByRole('cell', { name: 'Dead', exact: true }).count()).toBe(1);
    expect(errors).toEqual([]);
  });

  it.concurrent('gives up the deliveries that somebody ticked, as far as they wait', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Stopped');
    pipeline.receiver.on('/stopped', (count) => ({ status: count === 0 ? 200 : 503 }));
    const retryConfig = { retryDelay: 60_000, backoffStrategy: 'fixed' };
    const webhook = await tenant.webhook('/stopped', { retryConfig });
    await tenant.publish(EVENT);
    await pipeline.receiver.waitFor('/stopped', 1);
    await Promise.all([1, 2, 3].map(() => tenant.publish(EVENT)));
    const waiting = async () => (await tenant.admin('GET', '/v1/deliveries?status=pending')).body.data as unknown[];
    await eventually(waiting, ({ length }) => length === 3);
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key, `/console/deliveries?webhookId=${webhook.id}`);
    // The oldest was delivered, and cannot be stopped any more.
    for (const row of [1, 3, 4]) await page.getByRole('checkbox').nth(row).check();
    await page.getByRole('button', { name: 'Give up the selected' }).click();
    await page.getByRole('button', { name: 'Count first' }).click();
    await page.getByText('2 deliveries will be given up.').waitFor();
    await page.getByText('1 is left out', { exact: false }).waitFor();
    expect(await waiting()).toHaveLength(3);
    await page.getByRole('button', { name: 'Give up 2' }).click();
    await page.getByText('Given up: 2 deliveries.').waitFor();
    expect(await waiting()).toHaveLength(1);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => page.getByRole('cell', { name: 'Cancelled' }).count(), { timeout: 10_000 }).toBe(2);
    expect(errors).toEqual([]);
  });
}

async function askFor(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: 'After an outage' }).click();
  await page.getByRole('menuitem', { name: what }).click();
  await page.getByRole('button', { name: 'Count first' }).click();
}

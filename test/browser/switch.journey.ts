import { it } from 'vitest';
import { signIn } from '../support/browser.js';
import { eventually } from '../support/pipeline.js';
import { ok, status } from '../support/receiver.js';
import { type ConsoleWorld, EVENT } from './console.world.js';

export function disableAndEnable(world: () => ConsoleWorld): void {
  it.concurrent('disables a webhook and enables it again, and tells why one was disabled', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Switched');
    const webhook = await tenant.webhook('/switched', { name: 'Switched' });
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key, `/console/webhooks/${webhook.id}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Deactivate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await page.getByText('Somebody disabled this webhook.', { exact: false }).waitFor();
    expect((await tenant.admin('GET', `/v1/webhooks/${webhook.id}`)).body.active).toBe(false);

    await page.getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('button', { name: 'Activate' }).waitFor({ state: 'detached' });
    pipeline.receiver.on('/switched', status(410));
    await tenant.publish(EVENT);
    await eventually(
      async () => (await tenant.admin('GET', `/v1/webhooks/${webhook.id}`)).body.disabledReason as string,
      (reason) => reason === 'gone',
    );
    await page.reload();
    await page.getByText('its receiver answered 410 Gone', { exact: false }).waitFor();
    pipeline.receiver.on('/switched', ok);
    await page.getByRole('button', { name: 'Activate' }).click();
    await page.getByRole('button', { name: 'Activate' }).waitFor({ state: 'detached' });
    await tenant.publish(EVENT);
    await pipeline.receiver.waitFor('/switched', (requests) => requests.some(({ answered }) => answered === 200));
    expect(errors).toEqual([]);
  });
}

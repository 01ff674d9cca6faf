import { Webhook } from 'standardwebhooks';
import { it } from 'vitest';
import { signIn } from '../support/browser.js';
import { type ConsoleWorld, EVENT } from './console.world.js';

export function newSecret(world: () => ConsoleWorld): void {
  it.concurrent('makes a new secret, beside which the old one signs for as long as was said', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Rotated');
    const webhook = await tenant.webhook('/rotated', { name: 'Rotated' });
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key, `/console/webhooks/${webhook.id}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Rotate secret' }).click();
    await page.getByRole('textbox', { name: 'Hours that the old secret signs' }).fill('2');
    await page.getByRole('button', { name: 'Make a new secret' }).click();
    const secret = await page.getByTestId('secret').innerText();
    expect(secret).not.toBe(webhook.secret);
    await page.getByRole('tab', { name: 'Java' }).click();
    await page.getByRole('region', { name: 'Java' }).waitFor();

    await tenant.publish(EVENT);
    const [request] = await pipeline.receiver.waitFor('/rotated', 1);
    for (const each of [secret, webhook.secret]) {
      new Webhook(each).verify(request?.body.toString() ?? '', request?.headers as Record<string, string>);
    }
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByText(`…${secret.slice(-4)}`).waitFor();
    await page.getByText(`…${webhook.secret.slice(-4)}`).waitFor();
    expect(await page.content()).not.toContain(secret);
    expect(errors).toEqual([]);
  });
}

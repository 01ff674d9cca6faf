import { Webhook } from 'standardwebhooks';
import { it } from 'vitest';
import { signIn } from '../support/browser.js';
import { type ConsoleWorld, EVENT } from './console.world.js';

const LANGUAGES = ['Python', 'PHP', 'Go', 'Java', 'TypeScript'];

export function firstWebhook(world: () => ConsoleWorld): void {
  it.concurrent('leads from the first webhook to the first verified delivery', async ({ expect, onTestFinished }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('First');
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key);
    await page.getByRole('link', { name: 'New webhook' }).click();
    await page.getByRole('textbox', { name: 'URL' }).fill('ftp://nowhere');
    await page.getByRole('textbox', { name: 'Event types' }).fill('patient.*');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pace and order' }).click();
    await page.getByRole('textbox', { name: 'Requests at a time' }).fill('8');
    await page.getByRole('button', { name: 'Certificates' }).click();
    await page.getByRole('radio', { name: 'Own certificates' }).check();
    await page.getByRole('textbox', { name: 'Authorities' }).fill('no certificate');
    await page.getByRole('button', { name: 'Create webhook' }).click();
    await page.getByText('Some fields need another look.').waitFor();
    // Each where it was typed.
    for (const name of ['URL', 'Authorities']) {
      expect(await page.getByRole('textbox', { name }).getAttribute('aria-invalid'), name).toBe('true');
    }

    await page.getByRole('radio', { name: 'Public authorities' }).check();
    await page.getByRole('textbox', { name: 'URL' }).fill(pipeline.receiver.url('/first'));
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('My first');
    await page.getByRole('button', { name: 'Create webhook' }).click();
    const secret = await page.getByTestId('secret').innerText();
    for (const language of LANGUAGES) {
      await page.getByRole('tab', { name: language }).click();
      await page.getByRole('region', { name: language }).getByText('standard', { exact: false }).first().waitFor();
    }
    await page.getByRole('button', { name: 'Send test event' }).click();
    await page.getByText('The receiver took it.').waitFor();

    await tenant.publish(EVENT);
    const [, delivered] = await pipeline.receiver.waitFor('/first', 2);
    const verified = new Webhook(secret).verify(
      delivered?.body.toString() ?? '',
      delivered?.headers as Record<string, string>,
    );
    expect(verified).toMatchObject({ type: 'patient.created', data: EVENT.data });

    await page.getByRole('link', { name: 'Open the webhook' }).click();
    await expect.poll(() => page.getByRole('cell', { name: 'Delivered' }).count(), { timeout: 10_000 }).toBe(2);
    // The one that was published, not the test: the newest.
    await page.getByRole('link', { name: 'patient.created' }).first().click();
    await page.getByText('Attempt 1: succeeded').waitFor();
    // What was refused at first is an error of the network to the browser.
    expect(errors.filter((each) => !each.includes('status of 400'))).toEqual([]);
    expect(await page.content()).not.toContain(secret);
    expect((await tenant.admin('GET', '/v1/webhooks')).body.data[0]).toMatchObject({ maxConcurrency: 8, tls: null });
  });
}

import { it } from 'vitest';
import { signIn } from '../support/browser.js';
import { apiClient } from '../support/carehook.js';
import type { ConsoleWorld } from './console.world.js';

export function settings(world: () => ConsoleWorld): void {
  it.concurrent('makes, rotates and revokes API keys, and tells of it in the audit log', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Keyed');
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key, '/console/settings/api-keys');
    await page.getByRole('button', { name: 'New API key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Ward display');
    await dialog.getByRole('textbox', { name: 'Allowed networks' }).fill('nowhere');
    await dialog.getByRole('button', { name: 'New API key' }).click();
    await dialog.getByText('must be a network in CIDR form', { exact: false }).waitFor();
    await dialog.getByRole('textbox', { name: 'Allowed networks' }).press('Backspace');
    await dialog.getByRole('button', { name: 'New API key' }).click();
    const key = await page.getByTestId('secret').innerText();
    expect((await apiClient(world().base, key)('GET', '/v1/me')).body).toMatchObject({ role: 'viewer' });
    await dialog.getByRole('button', { name: 'Close' }).click();

    const choose = async (what: string) => {
      await page.getByRole('button', { name: 'What to do with Ward display' }).first().click();
      await page.getByRole('menuitem', { name: what }).click();
    };
    await choose('Rotate');
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    await page.getByText('The old key works until', { exact: false }).waitFor();
    expect(await page.getByTestId('secret').innerText()).not.toBe(key);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => page.getByText('Ward display', { exact: true }).count()).toBe(2);
    await choose('Revoke');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(() => page.getByText('Ward display', { exact: true }).count()).toBe(1);

    await page.getByRole('tab', { name: 'Audit log' }).click();
    const log = page.getByRole('tabpanel', { name: 'Audit log' });
    await log.getByText('api-key.revoke').waitFor();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('The log is as it was written', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Details' }).first().click();
    await dialog.getByText('From address').waitFor();
    await page.keyboard.press('Escape');
    await page.goto('/console/settings/audit-log?action=api-key.rotate');
    await log.getByText('api-key.rotate').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(saved.suggestedFilename()).toBe('audit-log.ndjson');
    expect(errors.filter((each) => !each.includes('status of 400'))).toEqual([]);
  });

  it.concurrent('makes tenants for operators, and changes what an organisation chose', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, pipeline.carehook.adminKey, '/console/settings/tenants');
    await page.getByRole('button', { name: 'New tenant' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Northern Clinic');
    await dialog.getByRole('textbox', { name: 'Days that data is kept' }).fill('7');
    await dialog.getByRole('button', { name: 'New tenant' }).click();
    const key = await page.getByTestId('secret').innerText();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText('northern-clinic').waitFor();

    const northern = await world().opened(onTestFinished);
    await signIn(northern.page, key, '/console/settings');
    await northern.page.getByRole('button', { name: 'Change' }).click();
    await northern.page.getByRole('textbox', { name: 'Requests a second' }).fill('50');
    await northern.page.getByRole('switch', { name: 'Seal the data of events' }).check();
    await northern.page.getByRole('button', { name: 'Save changes' }).click();
    await northern.page.getByText('seals new events').waitFor();
    const { body } = await apiClient(world().base, key)('GET', '/v1/tenants/northern-clinic');
    expect(body).toMatchObject({ retentionDays: 7, keyRateLimit: 50, sealing: 'on' });
    expect(await northern.page.getByRole('tab', { name: 'Tenants' }).count()).toBe(0);
    expect([...errors, ...northern.errors]).toEqual([]);
  });
}

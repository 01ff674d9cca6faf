import { it } from 'vitest';
import { signIn } from '../support/browser.js';
import { eventually } from '../support/pipeline.js';
import { type ConsoleWorld, EVENT } from './console.world.js';

export function whyNot(world: () => ConsoleWorld): void {
  it.concurrent('tells why an event did not arrive, and sends it when the reason is gone', async ({
    expect,
    onTestFinished,
  }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Wondering');
    const filters = { 'patient.ward': 'B7' };
    const webhook = await tenant.webhook('/wondering', { name: 'Ward B7', filters });
    await tenant.webhook('/others', { name: 'Others' });
    await tenant.publish(EVENT);
    await pipeline.receiver.waitFor('/others', 1);
    const { data } = await eventually(
      async () => (await tenant.admin('GET', '/v1/events')).body,
      (page) => page.data.length === 1,
    );
    const { page, errors } = await world().opened(onTestFinished);
    await signIn(page, tenant.key, `/console/events/${data[0].uid}`);
    const choose = async (name: string) => {
      await page.getByRole('textbox', { name: 'Webhook' }).click();
      await page.getByRole('option', { name }).click();
    };
    await choose('Others');
    await page.getByText('It did arrive: the receiver took it.').waitFor();
    await choose('Ward B7');
    await page.getByText('This webhook does not want it.').waitFor();
    await page.getByText('Its filters do not match.').waitFor();
    await page.getByText('is equal to one value: does not hold', { exact: false }).waitFor();

    await tenant.admin('PATCH', `/v1/webhooks/${webhook.id}`, { filters: null });
    await page.reload();
    await choose('Ward B7');
    await page.getByText('This webhook would get it now, but did not when it came.').waitFor({ timeout: 20_000 });
    await page.getByText('Its settings were changed since', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Send what it missed' }).click();
    await page.getByRole('button', { name: 'Count first' }).click();
    await page.getByText('1 delivery will be sent.').waitFor();
    await page.getByRole('button', { name: 'Send 1' }).click();
    await page.getByText('Done: nothing waits any more of 1 delivery.').waitFor();
    expect(pipeline.receiver.received('/wondering')).toHaveLength(1);
    expect(errors).toEqual([]);
  });
}

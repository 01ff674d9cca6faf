import { it } from 'vitest';
import { goTo, signIn } from '../support/browser.js';
import { eventually } from '../support/pipeline.js';
import { status } from '../support/receiver.js';
import { type ConsoleWorld, deadDelivery, EVENT, GIVES_UP_AT_ONCE, settled } from './console.world.js';

const CHANGES = /new|edit|test|activate|retry|try|give up|send|on it|outage|rotate|revoke|change|make|drop|export/i;

export function viewer(world: () => ConsoleWorld): void {
  it.concurrent('shows a viewer everything and lets them change nothing', async ({ expect, onTestFinished }) => {
    const { pipeline } = world();
    const tenant = await pipeline.tenant('Viewed');
    pipeline.receiver.on('/viewed', status(500));
    const webhook = await tenant.webhook('/viewed', { name: 'Viewed', ...GIVES_UP_AT_ONCE });
    await tenant.admin('PATCH', `/v1/tenants/${tenant.id}`, { sealing: 'on' });
    await tenant.publish(EVENT);
    const dead = await deadDelivery(tenant);
    const alerts = async () => (await tenant.admin('GET', '/v1/alerts?status=open')).body.data as unknown[];
    await eventually(alerts, ({ length }) => length >= 1);
    const { body: events } = await tenant.admin('GET', '/v1/events');
    const { key } = (await tenant.admin('POST', '/v1/api-keys', { name: 'Eyes', role: 'viewer' })).body as {
      key: string;
    };
    const { page, calls, errors } = await world().opened(onTestFinished);
    await signIn(page, key);
    await page.getByText('Read only').waitFor();
    const seen = [
      ['/', 'Overview'],
      ['/console/webhooks', 'Webhooks'],
      [`/console/webhooks/${webhook.id}`, 'Viewed'],
      ['/console/deliveries?status=dead', 'Deliveries'],
      [`/console/deliveries/${dead}`, 'patient.created'],
      ['/console/events', 'Events'],
      [`/console/events/${events.data[0].uid}`, 'patient.created'],
      ['/console/event-types', 'Event types'],
      ['/console/alerts', 'Alerts'],
      ['/console/settings', 'Settings'],
    ] as const;
    for (const [path, title] of seen) {
      await goTo(page, path);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await settled(page);
      const offered = await page.getByRole('main').getByRole('button').allInnerTexts();
      expect(offered.filter((each) => CHANGES.test(each))).toEqual([]);
      expect(await page.getByRole('main').getByRole('checkbox').count(), path).toBe(0);
      expect(await page.getByRole('link', { name: 'New webhook' }).count()).toBe(0);
    }
    for (const path of ['webhooks/new', 'settings/api-keys', 'settings/audit-log', 'settings/tenants']) {
      await goTo(page, `/console/${path}`);
      await page.getByText('There is nothing here.').waitFor();
      await goTo(page, '/console/settings');
      await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    }
    expect(calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect(errors).toEqual([]);
  });
}

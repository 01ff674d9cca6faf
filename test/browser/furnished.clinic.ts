import type { Page } from 'playwright-core';
import { eventually, type Pipeline, type TestTenant } from '../support/pipeline.js';
import { status } from '../support/receiver.js';
import { deadDelivery, EVENT, GIVES_UP_AT_ONCE } from './console.world.js';

/** A page to be looked at. */
export interface ShownPage {
  /** Of its pictures. */
  readonly name: string;
  readonly path: string;
  /** A selector of what is there when it is. */
  readonly ready: string;
  /** What to open or choose first. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A tenant that has something to see on each page, and which pages those are. */
export interface FurnishedClinic {
  readonly tenant: TestTenant;
  readonly pages: readonly ShownPage[];
}

const DEAD = 11;

export async function furnish(pipeline: Pipeline): Promise<FurnishedClinic> {
  const tenant = await pipeline.tenant('St. Example Hospital');
  pipeline.receiver.on('/ehr-down', status(503));
  const lab = await tenant.webhook('/lab', { name: 'Laboratory results', events: ['patient.*', 'lab.result_ready'] });
  await tenant.webhook('/ehr-down', {
    ...{ name: 'Regional EHR', description: 'Patients of the north', ...GIVES_UP_AT_ONCE },
  });
  await tenant.webhook('/billing', { name: 'Billing', active: false, events: ['payment.received'] });
  await tenant.admin('PATCH', `/v1/tenants/${tenant.id}`, { sealing: 'on' });
  await tenant.admin('POST', '/v1/api-keys', { name: 'Lab bridge', role: 'producer', allowedIps: ['10.0.0.0/8'] });
  await Promise.all(
    Array.from({ length: DEAD }, (_, index) => tenant.publish({ ...EVENT, subject: `patient-${index}` })),
  );
  const dead = await deadDelivery(tenant, DEAD);
  const { body } = await tenant.admin('GET', '/v1/events?limit=1');
  const alerts = async () => (await tenant.admin('GET', '/v1/alerts?status=open')).body.data as unknown[];
  await eventually(alerts, ({ length }) => length >= 2);
  const pages = [
    { name: 'overview', path: '/', ready: '.recharts-surface' },
    { name: 'webhooks', path: '/console/webhooks', ready: 'tbody tr' },
    { name: 'webhook', path: `/console/webhooks/${lab.id}`, ready: 'tbody tr' },
    { name: 'rotate', path: `/console/webhooks/${lab.id}`, ready: 'tbody tr', prepare: openRotation },
    { name: 'recover', path: `/console/webhooks/${lab.id}`, ready: 'tbody tr', prepare: openReplay },
    { name: 'webhook-form', path: `/console/webhooks/${lab.id}/edit`, ready: 'form', prepare: openAllParts },
    { name: 'deliveries', path: '/console/deliveries', ready: 'tbody tr', prepare: chooseTwo },
    { name: 'delivery', path: `/console/deliveries/${dead}`, ready: '.mantine-Timeline-item >> nth=1' },
    { name: 'events', path: '/console/events', ready: 'tbody tr' },
    { name: 'event', path: `/console/events/${body.data[0].uid}`, ready: 'pre', prepare: askWhy },
    { name: 'catalogue', path: '/console/event-types?dialect=healthsync', ready: 'main .mantine-Card-root' },
    { name: 'event-type', path: '/console/event-types/patient.created?dialect=zarish-sphere', ready: 'pre >> nth=2' },
    { name: 'alerts', path: '/console/alerts', ready: 'article' },
    { name: 'settings', path: '/console/settings', ready: 'dl >> nth=1' },
    { name: 'api-keys', path: '/console/settings/api-keys', ready: 'tbody tr' },
    { name: 'new-key', path: '/console/settings/api-keys', ready: 'tbody tr', prepare: openNewKey },
    { name: 'audit-log', path: '/console/settings/audit-log', ready: 'tbody tr' },
  ];
  return { tenant, pages };
}

async function openRotation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Rotate secret' }).click();
  await page.getByRole('dialog').getByText('When does').waitFor();
}

async function openReplay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'After an outage' }).click();
  await page.getByRole('menuitem', { name: 'Send a span again' }).click();
  await page.getByRole('button', { name: 'Count first' }).click();
  await page.getByTestId('count').waitFor();
}

async function openAllParts(page: Page): Promise<void> {
  for (const part of await page.locator('.mantine-Accordion-control').all()) await part.click();
  await page.getByRole('radio', { name: 'Own certificates' }).check();
}

async function chooseTwo(page: Page): Promise<void> {
  for (const row of [1, 2]) await page.getByRole('checkbox').nth(row).check();
}

async function askWhy(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Webhook' }).click();
  await page.getByRole('option', { name: 'Billing' }).click();
  await page.getByText('This webhook does not want it.').waitFor();
}

async function openNewKey(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New API key' }).click();
  await page.getByRole('dialog').getByText('Allowed networks').waitFor();
}

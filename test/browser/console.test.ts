import type { Browser, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  findChromium,
  LOOKS,
  type Look,
  launch,
  overflow,
  picture,
  seriousViolations,
  signIn,
  type Visit,
  visit,
} from '../support/browser.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { ok, status } from '../support/receiver.js';

const chromium = findChromium();
if (!chromium) console.log('no Chromium: the browser tests are skipped (CHROMIUM_PATH names one)');

const MAX_FIRST_LOAD_BYTES = 300_000;
const EVENT = { type: 'patient.created', subject: 'patient-1', data: { patient: { id: 'patient-1', ward: 'A1' } } };
/** One attempt and no more. */
const GIVES_UP_AT_ONCE = { retryConfig: { maxRetries: 0 } };

describe.skipIf(!chromium)('the console', () => {
  let browser: Browser;
  let pipeline: Pipeline;
  let base: string;

  beforeAll(async () => {
    [pipeline, browser] = await Promise.all([
      startPipeline({ env: { ALERT_EVALUATION_SECONDS: '1' } }),
      launch(chromium ?? ''),
    ]);
    base = pipeline.carehook.app('subscription-api').url;
  });
  afterAll(() => Promise.all([browser?.close(), pipeline?.stop()]));

  async function opened(look?: Look): Promise<Visit> {
    const visited = await visit(browser, base, look);
    onTestFinished(() => visited.context.close());
    return visited;
  }

  it('leads from the first webhook to the first verified delivery', async () => {
    const tenant = await pipeline.tenant('First');
    const { page, errors } = await opened();
    await signIn(page, tenant.key);
    await page.getByRole('link', { name: 'New webhook' }).click();
    await page.getByRole('textbox', { name: 'URL' }).fill('ftp://nowhere');
    await page.getByRole('textbox', { name: 'Event types' }).fill('patient.*');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Create webhook' }).click();
    await page.getByText('Some fields need another look.').waitFor();
    expect(await page.getByRole('textbox', { name: 'URL' }).getAttribute('aria-invalid')).toBe('true');

    await page.getByRole('textbox', { name: 'URL' }).fill(pipeline.receiver.url('/first'));
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('My first');
    await page.getByRole('button', { name: 'Create webhook' }).click();
    const secret = await page.getByTestId('secret').innerText();
    for (const language of ['Python', 'PHP', 'Go', 'Java', 'TypeScript']) {
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
    await expect.poll(() => page.getByText('Delivered').count(), { timeout: 10_000 }).toBe(2);
    // The one that was published, not the test: the newest.
    await page.getByRole('link', { name: 'patient.created' }).first().click();
    await page.getByText('Attempt 1: succeeded').waitFor();
    // What was refused at first is an error of the network to the browser.
    expect(errors.filter((each) => !each.includes('status of 400'))).toEqual([]);
    expect(await page.content()).not.toContain(secret);
  });

  it('shows a viewer everything and lets them change nothing', async () => {
    const tenant = await pipeline.tenant('Viewed');
    pipeline.receiver.on('/viewed', status(500));
    const webhook = await tenant.webhook('/viewed', { name: 'Viewed', ...GIVES_UP_AT_ONCE });
    await tenant.publish(EVENT);
    const dead = await deadDelivery(tenant);
    const { key } = (await tenant.admin('POST', '/v1/api-keys', { name: 'Eyes', role: 'viewer' })).body as {
      key: string;
    };
    const { page, calls, errors } = await opened();
    await signIn(page, key);
    await page.getByText('Read only').waitFor();
    const seen = [
      ['/', 'Overview'],
      ['/console/webhooks', 'Webhooks'],
      [`/console/webhooks/${webhook.id}`, 'Viewed'],
      ['/console/deliveries?status=dead', 'Deliveries'],
      [`/console/deliveries/${dead}`, 'patient.created'],
      ['/console/events', 'Events'],
      ['/console/event-types', 'Event types'],
    ] as const;
    for (const [path, title] of seen) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await settled(page);
      const offered = await page.getByRole('main').getByRole('button').allInnerTexts();
      expect(offered.filter((each) => /new|edit|test|activate|retry|try now|give up|send|on it/i.test(each))).toEqual(
        [],
      );
      expect(await page.getByRole('link', { name: 'New webhook' }).count()).toBe(0);
    }
    await page.goto('/console/webhooks/new');
    await page.getByText('There is nothing here.').waitFor();
    expect(calls.filter((call) => !call.startsWith('GET '))).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('disables a webhook and enables it again, and tells why one was disabled', async () => {
    const tenant = await pipeline.tenant('Switched');
    const webhook = await tenant.webhook('/switched', { name: 'Switched' });
    const { page, errors } = await opened();
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

  it('counts dead letters before it retries them, and delivers them', async () => {
    const tenant = await pipeline.tenant('Recovered');
    pipeline.receiver.on('/recovered', status(503));
    await tenant.webhook('/recovered', { name: 'Recovered', ...GIVES_UP_AT_ONCE });
    await Promise.all([1, 2, 3].map(() => tenant.publish(EVENT)));
    await deadDelivery(tenant, 3);
    pipeline.receiver.on('/recovered', ok);
    const { page, errors } = await opened();
    await signIn(page, tenant.key, '/console/deliveries?status=dead');
    await page.getByRole('button', { name: 'Retry dead letters' }).click();
    await page.getByText('3 deliveries will be tried again.').waitFor();
    expect(pipeline.receiver.received('/recovered')).toHaveLength(3);
    await page.getByRole('button', { name: 'Retry 3' }).click();
    await page.getByText('3 deliveries are on the way again.').waitFor();
    await pipeline.receiver.waitFor('/recovered', 6);
    await page.getByLabel('Status').selectOption('delivered');
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: 10_000 }).toBe(3);
    expect(errors).toEqual([]);
  });

  it(`comes in ${MAX_FIRST_LOAD_BYTES / 1_000} KB, charts included, and knows its language`, async () => {
    const tenant = await pipeline.tenant('Loaded');
    const webhook = await tenant.webhook('/loaded');
    await tenant.admin('POST', `/v1/webhooks/${webhook.id}/test`);
    const { page } = await opened();
    const sizes: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (new URL(request.url()).pathname.startsWith('/v1/')) return;
      sizes.push(
        request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
      );
    });
    await signIn(page, tenant.key);
    await page.locator('.recharts-surface').first().waitFor();
    const bytes = (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(MAX_FIRST_LOAD_BYTES);

    await page.getByLabel('Language').selectOption('ru');
    await page.getByRole('heading', { name: 'Обзор' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    await page.getByLabel('Язык').selectOption('es');
    await page.getByRole('heading', { name: 'Resumen' }).waitFor();
  });

  describe('looks right', () => {
    let tenant: TestTenant;
    let pages: readonly (readonly [name: string, path: string, ready: string])[];

    beforeAll(async () => {
      tenant = await pipeline.tenant('St. Example Hospital');
      pages = await furnish(tenant);
    });

    it.each(['light', 'dark'])('to everybody, in a %s theme', async (theme) => {
      await Promise.all(LOOKS.filter(({ scheme }) => scheme === theme).map(walkThrough));
    });

    async function walkThrough(look: Look): Promise<void> {
      const { page, context, errors } = await visit(browser, base, look);
      await page.goto('/');
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await picture(page, `sign-in.${look.name}`);
      if (look.isChecked) expect(await seriousViolations(page), 'sign-in').toEqual([]);
      await signIn(page, tenant.key);
      for (const [name, path, ready] of pages) {
        await page.goto(path);
        await page.locator(ready).first().waitFor();
        await settled(page);
        await picture(page, `${name}.${look.name}`);
        expect(await overflow(page), `${name} is wider than the window`).toBeLessThanOrEqual(0);
        if (look.isChecked) expect(await seriousViolations(page), name).toEqual([]);
      }
      expect(errors).toEqual([]);
      await context.close();
    }
  });

  /** A clinic with something to see on each page, and which pages those are. */
  async function furnish(tenant: TestTenant) {
    pipeline.receiver.on('/ehr-down', status(503));
    const lab = await tenant.webhook('/lab', { name: 'Laboratory results', events: ['patient.*', 'lab.result_ready'] });
    await tenant.webhook('/ehr-down', {
      name: 'Regional EHR',
      description: 'Patients of the north',
      ...GIVES_UP_AT_ONCE,
    });
    await tenant.webhook('/billing', { name: 'Billing', active: false, events: ['payment.received'] });
    await Promise.all(
      Array.from({ length: 14 }, (_, index) => tenant.publish({ ...EVENT, subject: `patient-${index}` })),
    );
    const dead = await deadDelivery(tenant, 14);
    const { body } = await tenant.admin('GET', '/v1/events?limit=1');
    const alerts = async () => (await tenant.admin('GET', '/v1/alerts?status=open')).body.data as unknown[];
    await eventually(alerts, ({ length }) => length >= 2);
    return [
      ['overview', '/', '.recharts-surface'],
      ['webhooks', '/console/webhooks', 'tbody tr'],
      ['webhook', `/console/webhooks/${lab.id}`, 'tbody tr'],
      ['webhook-form', `/console/webhooks/${lab.id}/edit`, 'form'],
      ['deliveries', '/console/deliveries', 'tbody tr'],
      ['delivery', `/console/deliveries/${dead}`, '.mantine-Timeline-item >> nth=1'],
      ['events', '/console/events', 'tbody tr'],
      ['event', `/console/events/${body.data[0].uid}`, 'pre'],
      ['catalogue', '/console/event-types?dialect=healthsync', 'main .mantine-Card-root'],
      ['event-type', '/console/event-types/patient.created?dialect=zarish-sphere', 'pre >> nth=2'],
    ] as const;
  }
});

/** The id of one, as soon as there are so many. */
async function deadDelivery(tenant: TestTenant, count = 1): Promise<string> {
  const found = await eventually(
    async () => (await tenant.admin('GET', '/v1/deliveries?status=dead')).body.data as { id: string }[],
    (deliveries) => deliveries.length >= count,
  );
  return found[0]?.id ?? '';
}

/** Everything that the page waits for has come. */
async function settled(page: Page): Promise<void> {
  await page.locator('[role=status]').first().waitFor({ state: 'detached' });
}

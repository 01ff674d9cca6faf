import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, LOOKS_TO_WALK, overflow, picture, seriousViolations, signIn } from '../support/browser.js';
import { eventually, type TestTenant } from '../support/pipeline.js';
import { cloudEventHeaders, TopicsClient } from '../support/topics.js';
import { ConsoleWorld, settled } from './console.world.js';

/** Longer than a telephone is wide. */
const LONG_ID = `order-${'7'.repeat(60)}`;

describe.skipIf(!findChromium())('the page of rejected records', () => {
  let world: ConsoleWorld;
  let tenant: TestTenant;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    const topics = await TopicsClient.connect(world.pipeline.carehook);
    tenant = await world.pipeline.tenant('Rubbish Clinic');
    const headers = cloudEventHeaders(tenant.id, LONG_ID, 'patient.created');
    await topics.publish([{ value: '{"name":', headers }]);
    await topics.publish([{ value: '{}', headers: { ...headers, ce_type: 'a b' } }]);
    await topics.publish([{ value: '{}' }]);
    await topics.disconnect();
    await eventually(
      async () => (await tenant.admin('GET', '/v1/events/rejected')).body.data as unknown[],
      ({ length }) => length === 2,
    );
  });
  afterAll(() => world?.stop());

  it.for(LOOKS_TO_WALK)(
    'says what was wrong and what to do, and looks right: $name',
    async (look, { onTestFinished }) => {
      const { page, errors } = await world.opened(onTestFinished, look);
      await signIn(page, tenant.key, '/console/events');
      await page.getByRole('tab', { name: 'Rejected' }).click();
      const rows = page.locator('tbody');
      await rows.getByText('The data is not the JSON that it says it is').waitFor();
      await rows.getByText('Correct the attribute that is named here').waitFor();
      await settled(page);
      await picture(page, `rejected.${look.name}`);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      if (look.isChecked) expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('textbox', { name: 'Reason' }).click();
      await page.getByRole('option', { name: 'An attribute is not valid' }).click();
      await rows.getByText('Send sound JSON').waitFor({ state: 'detached' });
      expect(await rows.getByRole('row').count()).toBe(1);
      expect(errors).toEqual([]);
    },
  );

  it('shows operators what names no organisation', async ({ onTestFinished }) => {
    const { page } = await world.opened(onTestFinished);
    await signIn(page, world.pipeline.carehook.adminKey, '/console/events/rejected');
    await page.getByText('Nothing was rejected.').waitFor();
    await page.getByRole('switch', { name: 'Those that name no organisation' }).click();
    await page.locator('tbody').getByText('The record is no event').waitFor();
  });
});

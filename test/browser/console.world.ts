import type { Browser, Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { findChromium, type Look, launch, type Visit, visit } from '../support/browser.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';

export const EVENT = {
  ...{ type: 'patient.created', subject: 'patient-1', data: { patient: { id: 'patient-1', ward: 'A1' } } },
} as const;
/** One attempt and no more. */
export const GIVES_UP_AT_ONCE = { retryConfig: { maxRetries: 0 } };

/** The whole product and a browser, for all tests of the console. */
export class ConsoleWorld {
  private constructor(
    readonly pipeline: Pipeline,
    readonly browser: Browser,
  ) {}

  static async start(): Promise<ConsoleWorld> {
    const [pipeline, browser] = await Promise.all([
      startPipeline({ env: { ALERT_EVALUATION_SECONDS: '1' } }),
      launch(findChromium() ?? ''),
    ]);
    return new ConsoleWorld(pipeline, browser);
  }

  get base(): string {
    return this.pipeline.carehook.app('subscription-api').url;
  }

  /** A visitor who leaves when the test ends, which says so: several run at a time. */
  async opened(onTestFinished: TestContext['onTestFinished'], look?: Look): Promise<Visit> {
    const visited = await visit(this.browser, this.base, look);
    onTestFinished(() => visited.context.close());
    return visited;
  }

  async stop(): Promise<void> {
    await Promise.all([this.browser.close(), this.pipeline.stop()]);
  }
}

/** The id of one, as soon as there are so many. */
export async function deadDelivery(tenant: TestTenant, count = 1): Promise<string> {
  const found = await eventually(
    async () => (await tenant.admin('GET', '/v1/deliveries?status=dead')).body.data as { id: string }[],
    (deliveries) => deliveries.length >= count,
  );
  return found[0]?.id ?? '';
}

/** Everything that the page waits for has come. */
export async function settled(page: Page): Promise<void> {
  await page.locator('[aria-label="Loading"]').first().waitFor({ state: 'detached' });
}

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { FAULTS_ARE_LONG } from './long-form.js';

const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const PICTURES = path.join(import.meta.dirname, '../output/browser');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The machine's Chromium, or the one of `CHROMIUM_PATH`; `undefined` where there is none. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH ?? '', ...CHROMIUMS].find((each) => each !== '' && existsSync(each));
}

/** axe and pictures take their time: each width and each theme is checked once, and only the long form looks at all four. */
export const LOOKS = [
  { name: 'phone-light', width: 375, height: 812, scheme: 'light', isChecked: true },
  { name: 'phone-dark', width: 375, height: 812, scheme: 'dark', isChecked: false },
  { name: 'desk-light', width: 1440, height: 900, scheme: 'light', isChecked: false },
  { name: 'desk-dark', width: 1440, height: 900, scheme: 'dark', isChecked: true },
] as const;
export type Look = (typeof LOOKS)[number];
export const LOOKS_TO_WALK: readonly Look[] = LOOKS.filter(({ isChecked }) => isChecked || FAULTS_ARE_LONG);

/** What a page may never do: it broke, or its content policy stopped it. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly errors: readonly string[];
  /** Every call of the API, such as `POST /v1/webhooks`. */
  readonly calls: readonly string[];
}

/** A browser of its own, as a new visitor has it. */
export async function visit(browser: Browser, baseURL: string, look: Look = LOOKS[2]): Promise<Visit> {
  const { width, height, scheme } = look;
  const context = await browser.newContext({
    ...{ baseURL, viewport: { width, height }, colorScheme: scheme, locale: 'en-GB', reducedMotion: 'reduce' },
  });
  const page = await context.newPage();
  // Several visitors share two cores.
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  const calls: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/v1/')) calls.push(`${request.method()} ${pathname}`);
  });
  return { page, context, errors, calls };
}

export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
}

export async function signIn(page: Page, key: string, at = '/'): Promise<void> {
  await page.goto(at);
  await page.getByRole('textbox', { name: 'API key' }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#content').waitFor();
}

/** As a link does: the console is not loaded anew. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`);
}

/** To be looked at by people: `test/output/browser/NAME.png`. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true, animations: 'disabled' });
}

/** What axe finds that is serious or critical, one line each. */
export async function seriousViolations(page: Page): Promise<string[]> {
  if (await page.evaluate('globalThis.axe === undefined')) await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    // A table's rows are alike.
    const part = { exclude: [['tbody tr:nth-child(n+5)']] };
    return (await axe.run(part, { resultTypes: ['violations'] })).violations;
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    );
}

interface Axe {
  run(part: object, options: object): Promise<{ readonly violations: readonly AxeViolation[] }>;
}

interface AxeViolation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** How much wider than its window the page is, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

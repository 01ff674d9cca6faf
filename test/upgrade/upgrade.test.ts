import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SIGNATURE_CHECKS } from '../../tools/local-stack/src/demo/signature.checks.js';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { runCommand } from '../../tools/local-stack/src/processes/command.run.js';
import { apiClient } from '../support/carehook.js';
import { eventually, type Pipeline, startPipeline, type TestTenant, type TestWebhook } from '../support/pipeline.js';
import type { ReceivedRequest } from '../support/receiver.js';
import { SteadyLoad } from '../support/steady.load.js';
import { buildOlder, olderCommit } from './older.release.js';
import { RunningRelease } from './running.release.js';

const RATE_PER_SECOND = 200;
const PUBLISHERS = 4;
const DIALECTS = Object.keys(SIGNATURE_CHECKS);
/**
 * One event in so many goes to a receiver that refuses every second one at first: at any time some wait for their retry, and no
 * breaker opens.
 */
const RETRIED_SHARE = 10;
const RETRY_AFTER_MS = 10_000;
/** Two changes of the group's members may lie between. */
const MAX_LATE_MS = 3_000;

/** Signed only with a secret that was given. */
const UNSIGNED = new Set(['medilab', 'cloudevents', 'cloudevents-binary']);

const commit = olderCommit();
const refusedOnce = new Set<string>();
let pipeline: Pipeline;
let release: RunningRelease;
let older: string;

beforeAll(async () => {
  if (!commit) return;
  older = await buildOlder(commit);
  pipeline = await startPipeline({ root: older, env: { KAFKA_PARTITIONS: '4' } });
  release = new RunningRelease(pipeline.carehook);
});
afterAll(async () => {
  await release?.stop();
  await pipeline?.stop();
});

it.skipIf(!commit)(
  `${commit?.slice(0, 8)} is upgraded to this release and rolled back under load: all come once, signed, and retries keep their time`,
  async () => {
    const worlds = await Promise.all(DIALECTS.map((dialect) => world(dialect)));
    const retried = await retriedWebhook(worlds.find(({ dialect }) => dialect === 'zarish-sphere')?.tenant);
    const load = new SteadyLoad({
      ingests: release.ingests,
      perSecond: RATE_PER_SECOND,
      publishers: PUBLISHERS,
      event: (index) => {
        const of = `e-${index}`;
        if (index % RETRIED_SHARE === 0) return { key: retried.key, body: { id: of, type: RETRIED, data: { of } } };
        const { tenant } = worlds[index % worlds.length] as World;
        return { key: tenant.key, body: { id: of, type: HAPPENED, data: { of } } };
      },
    });
    const flows = () => everyPathGets(20);

    await flows();
    await migrate();
    await flows();
    await changesByTheApiHold(worlds[0] as World, 'older on the new schema');
    await release.replaceAll(undefined, flows);
    await changesByTheApiHold(worlds[0] as World, 'newer');
    await release.replaceAll(older, flows);
    await changesByTheApiHold(worlds[0] as World, 'older again');
    const events = await load.stop();

    const numbers = events.map((_, index) => index);
    const later = numbers.filter((index) => index % RETRIED_SHARE === 0).map((index) => `e-${index}`);
    const attempts = later.length + later.filter(isRefusedAtFirst).length;
    await pipeline.receiver.waitFor(RETRIED_PATH, (all) => all.length >= attempts, 30_000);
    const gaps = retryGaps(later);
    console.log(
      `${events.length} events; retries ${Math.min(...gaps)} to ${Math.max(...gaps)} ms after the first attempt;`,
      `${events.filter(({ repeats }) => repeats > 0).length} events were sent to the other event-ingest`,
    );
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(RETRY_AFTER_MS);
    expect(Math.max(...gaps)).toBeLessThan(RETRY_AFTER_MS + MAX_LATE_MS);

    for (const [position, { dialect, path, webhook }] of worlds.entries()) {
      const expected = numbers.filter((index) => index % RETRIED_SHARE !== 0 && index % worlds.length === position);
      const received = await pipeline.receiver.waitFor(path, (all) => all.length >= expected.length);
      expect(received.map(ofIn).sort(), dialect).toEqual(expected.map((index) => `e-${index}`).sort());
      const isSigned = ({ body, headers }: ReceivedRequest) =>
        SIGNATURE_CHECKS[dialect]?.(body, headers, webhook.secret) === true;
      expect(received.filter((request) => !isSigned(request)).length, dialect).toBe(0);
    }
    expect(await eventually(recorded, ({ open }) => open === 0)).toEqual({ delivered: events.length, open: 0 });
  },
  600_000,
);

const HAPPENED = 'upgrade.happened';
const RETRIED = 'upgrade.retried';
const RETRIED_PATH = '/retried';

const isRefusedAtFirst = (of: string) => Number(of.slice(2)) % (2 * RETRIED_SHARE) === 0;

interface World {
  readonly dialect: string;
  readonly tenant: TestTenant;
  readonly path: string;
  readonly webhook: TestWebhook;
}

/** A tenant of a dialect with a webhook, made by the older release. */
async function world(dialect: string): Promise<World> {
  const tenant = await pipeline.tenant(`Upgrade ${dialect}`, dialect);
  const path = `/${dialect}`;
  // CloudEvents' webhooks ask first.
  pipeline.receiver.permit(path, { 'WebHook-Allowed-Origin': '*' });
  const secret = UNSIGNED.has(dialect) ? `whsec_${randomBytes(24).toString('base64')}` : undefined;
  const webhook = await tenant.webhook(path, { events: [HAPPENED], ...(secret && { secret }) });
  return { dialect, tenant, path, webhook: { ...webhook, secret: secret ?? webhook.secret } };
}

async function retriedWebhook(tenant: TestTenant | undefined): Promise<TestTenant> {
  if (!tenant) throw new RangeError('no tenant for retries');
  pipeline.receiver.on(RETRIED_PATH, (_, body) => {
    const of = ofIn({ body });
    if (!isRefusedAtFirst(of) || refusedOnce.has(of)) return { status: 200 };
    refusedOnce.add(of);
    return { status: 500 };
  });
  const retryConfig = { maxRetries: 3, retryDelay: RETRY_AFTER_MS, backoffStrategy: 'fixed' };
  await tenant.webhook(RETRIED_PATH, { events: [RETRIED], retryConfig });
  return tenant;
}

/** What `npm run migrate` does, while the older apps run. */
async function migrate(): Promise<void> {
  const main = join(REPOSITORY_ROOT, 'dist', 'apps', 'subscription-api', 'src', 'migrate', 'migrate.main.js');
  const env = { ...process.env, ...pipeline.carehook.env };
  const { succeeded, output } = await runCommand(process.execPath, [main], { env });
  expect(succeeded, output).toBe(true);
}

async function everyPathGets(more: number): Promise<void> {
  const paths = [RETRIED_PATH, ...DIALECTS.map((dialect) => `/${dialect}`)];
  await Promise.all(
    paths.map((path) => pipeline.receiver.waitFor(path, pipeline.receiver.received(path).length + more, 30_000)),
  );
}

/** The API as it runs now changes the older release's webhook, makes one and takes it away; the next event follows. */
async function changesByTheApiHold({ tenant, webhook }: World, when: string): Promise<void> {
  const admin = apiClient(release.api, tenant.key);
  const path = `/${when.replaceAll(' ', '-')}`;
  const changed = await admin('PATCH', `/v1/webhooks/${webhook.id}`, { description: when });
  expect([changed.status, changed.body?.description], when).toEqual([200, when]);
  const made = await admin('POST', '/v1/webhooks', { url: pipeline.receiver.url(path), events: [HAPPENED] });
  expect(made.status, when).toBe(201);
  await pipeline.receiver.waitFor(path, 5);
  const history = await admin('GET', `/v1/webhooks/${webhook.id}/deliveries?limit=10`);
  expect([history.status, history.body?.data.length], when).toEqual([200, 10]);
  expect((await admin('DELETE', `/v1/webhooks/${made.body.id}`)).status, when).toBe(204);
}

/** Milliseconds from a delivery's first attempt to its second, of those that were refused; all were tried as often as they were to. */
function retryGaps(events: readonly string[]): number[] {
  const attempts = new Map<string, number[]>();
  for (const request of pipeline.receiver.received(RETRIED_PATH)) {
    attempts.set(ofIn(request), [...(attempts.get(ofIn(request)) ?? []), request.atMs]);
  }
  expect([...attempts.keys()].sort()).toEqual([...events].sort());
  return [...attempts].flatMap(([of, times]) => {
    expect(times, of).toHaveLength(isRefusedAtFirst(of) ? 2 : 1);
    return times.slice(1).map((secondMs) => secondMs - (times[0] ?? 0));
  });
}

/** Deliveries as both releases recorded them together, without those of webhooks that were deleted. */
async function recorded(): Promise<{ delivered: number; open: number }> {
  const { rows } = await pipeline.carehook.database.query<{ delivered: number; open: number }>(
    `select count(*) filter (where status = 'delivered')::int as delivered,
            count(*) filter (where status <> 'delivered')::int as open
     from deliveries join webhooks on webhooks.id = webhook_id where webhooks.deleted_at is null`,
  );
  return rows[0] ?? { delivered: 0, open: 0 };
}

/** Which event a request is about, in whatever dialect. */
function ofIn({ body }: { readonly body: Buffer }): string {
  return /"of":\s*"(e-\d+)"/.exec(body.toString())?.[1] ?? 'unknown';
}

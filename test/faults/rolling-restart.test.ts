import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../tools/local-stack/src/carehook-app.js';
import { type Pipeline, publishUntilAccepted, startPipeline } from '../support/pipeline.js';
import { slow } from '../support/receiver.js';

const WEBHOOKS = 6;
const ANSWER_AFTER_MS = 100;
const PAUSE_MS = 10;

let pipeline: Pipeline;
let second: { readonly router: RunningApp; readonly worker: RunningApp };

beforeAll(async () => {
  pipeline = await startPipeline({ env: { KAFKA_PARTITIONS: '6' } });
  const { env } = pipeline.carehook;
  const [router, worker] = await Promise.all([startApp('filter-router', env), startApp('delivery-worker', env)]);
  second = { router, worker };
});
afterAll(async () => {
  await Promise.all([second?.router.process.stop(), second?.worker.process.stop()]);
  await pipeline?.stop();
});

it('a rolling restart of two routers and two workers loses nothing and sends nothing twice', async () => {
  const tenant = await pipeline.tenant('Rolling');
  const paths = Array.from({ length: WEBHOOKS }, (_, index) => `/rolling/${index}`);
  for (const path of paths) {
    pipeline.receiver.on(path, slow(ANSWER_AFTER_MS));
    await tenant.webhook(path);
  }
  const ingest = pipeline.carehook.app('event-ingest').url;
  const ids: string[] = [];
  let publishing = true;
  const published = (async () => {
    while (publishing) {
      const id = `rolling-${ids.length}`;
      await publishUntilAccepted(ingest, tenant.key, { id, type: 'rolling.restart', data: { id } });
      ids.push(id);
      await sleep(PAUSE_MS);
    }
  })();

  for (const app of [
    pipeline.carehook.app('filter-router'),
    second.router,
    pipeline.carehook.app('delivery-worker'),
    second.worker,
  ]) {
    await app.process.restart();
    const sentBefore = pipeline.receiver.received(paths[0] ?? '').length;
    await pipeline.receiver.waitFor(paths[0] ?? '', sentBefore + 20);
  }
  publishing = false;
  await published;

  expect(ids.length).toBeGreaterThan(200);
  for (const path of paths) {
    const requests = await pipeline.receiver.waitFor(path, (all) => new Set(all.map(idIn)).size === ids.length);
    expect(requests.map(idIn).sort()).toEqual([...ids].sort());
  }
});

function idIn({ body }: { readonly body: Buffer }): string {
  return (JSON.parse(body.toString()) as { data: { id: string } }).data.id;
}

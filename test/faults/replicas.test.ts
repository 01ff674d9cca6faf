import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../tools/local-stack/src/carehook-app.js';
import { type Pipeline, publishUntilAccepted, startPipeline } from '../support/pipeline.js';
import { slow } from '../support/receiver.js';

const WEBHOOKS = 6;
const ANSWER_AFTER_MS = 100;
const PAUSE_MS = 10;
const TAKEN_OVER_MS = 15_000;

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
  const traffic = await startTraffic('rolling');
  for (const app of [...firstReplicas(), second.router, second.worker]) {
    await app.process.restart();
    await traffic.flows();
  }
  const { ids, paths } = await traffic.end();
  expect(ids.length).toBeGreaterThan(200);
  for (const path of paths) {
    const requests = await pipeline.receiver.waitFor(path, (all) => new Set(all.map(idIn)).size === ids.length);
    expect(requests.map(idIn).sort()).toEqual([...ids].sort());
  }
});

it(`when a router and a worker are killed and stay away, the others go on within ${TAKEN_OVER_MS / 1_000} s`, async () => {
  const traffic = await startTraffic('killed');
  await traffic.flows();
  const killedAtMs = Date.now();
  await Promise.all(firstReplicas().map(({ process }) => process.down()));
  // All that was published when they died is somewhere between the survivors and the dead.
  const before = traffic.published();
  for (const path of traffic.paths) {
    await pipeline.receiver.waitFor(path, (all) => new Set(all.map(idIn)).size >= before, TAKEN_OVER_MS);
  }
  console.log(`taken over ${Date.now() - killedAtMs} ms after the kill`);
  const { ids, paths } = await traffic.end();
  for (const path of paths) {
    await pipeline.receiver.waitFor(path, (all) => new Set(all.map(idIn)).size === ids.length, TAKEN_OVER_MS);
  }
});

const firstReplicas = () => [pipeline.carehook.app('filter-router'), pipeline.carehook.app('delivery-worker')];

/** Events one after the other, each to every webhook of a new tenant, until `end`. */
async function startTraffic(name: string) {
  const tenant = await pipeline.tenant(name);
  const paths = Array.from({ length: WEBHOOKS }, (_, index) => `/${name}/${index}`);
  for (const path of paths) {
    pipeline.receiver.on(path, slow(ANSWER_AFTER_MS));
    await tenant.webhook(path);
  }
  const ingest = pipeline.carehook.app('event-ingest').url;
  const ids: string[] = [];
  let publishing = true;
  const published = (async () => {
    while (publishing) {
      const id = `${name}-${ids.length}`;
      await publishUntilAccepted(ingest, tenant.key, { id, type: 'replicas.tested', data: { id } });
      ids.push(id);
      await sleep(PAUSE_MS);
    }
  })();
  return {
    paths,
    published: () => ids.length,
    async flows(): Promise<void> {
      for (const path of paths) await pipeline.receiver.waitFor(path, pipeline.receiver.received(path).length + 20);
    },
    async end() {
      publishing = false;
      await published;
      return { ids, paths };
    },
  };
}

function idIn({ body }: { readonly body: Buffer }): string {
  return (JSON.parse(body.toString()) as { data: { id: string } }).data.id;
}

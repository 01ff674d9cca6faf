import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CarehookServers, startServers } from '../../tools/local-stack/src/carehook-servers.js';
import { LOCAL_FOLDER } from '../../tools/local-stack/src/layout.paths.js';
import { CAN_FREEZE, freeze } from '../support/frozen.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import {
  eventually,
  type Pipeline,
  publishUntilAccepted,
  startPipeline,
  type TestTenant,
} from '../support/pipeline.js';

/** A disk that stands still, or a network that swallows packets: nothing is refused, and nothing is answered. */
const SERVERS_ARE_FOREIGN = process.env.KAFKA_BROKERS !== undefined || process.env.DATABASE_URL !== undefined;
const SKIPPED = SERVERS_ARE_FOREIGN || !CAN_FREEZE || !FAULTS_ARE_LONG;
const EVENTS = 100;

let servers: CarehookServers;
let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  if (SKIPPED) return;
  servers = await startServers({ dataDir: join(LOCAL_FOLDER, 'test', `hang-${process.pid}`), quiet: true });
  pipeline = await startPipeline({ servers, restarts: true });
  tenant = await pipeline.tenant('Hang');
});
afterAll(async () => {
  await pipeline?.stop();
  await servers?.stop({ wipe: true });
});

it.skipIf(SKIPPED)(
  'while PostgreSQL hangs events are accepted and delivered within seconds; when it goes on all of it is recorded',
  async () => {
    await tenant.webhook('/slow-disk', { events: ['slow.*'] });
    await tenant.publish({ type: 'slow.event', data: 'known' });
    await pipeline.receiver.waitFor('/slow-disk', 1);
    const thaw = freeze(servers.postgres.pid as number);
    try {
      const frozenAtMs = Date.now();
      for (let n = 0; n < EVENTS; n += 1) await tenant.publish({ type: 'slow.event', id: `slow-${n}`, data: n });
      await pipeline.receiver.waitFor('/slow-disk', 1 + EVENTS, 15_000);
      console.log(`${EVENTS} events were delivered ${Date.now() - frozenAtMs} ms after PostgreSQL hung`);
    } finally {
      thaw();
    }
    await recorded(1 + EVENTS);
    expect(pipeline.receiver.received('/slow-disk')).toHaveLength(1 + EVENTS);
  },
  90_000,
);

it.skipIf(SKIPPED)(
  'while Kafka hangs publishers are told so in time; when it goes on everything that was accepted is delivered',
  async () => {
    await tenant.webhook('/slow-broker', { events: ['broker.*'] });
    const ingest = pipeline.carehook.app('event-ingest').url;
    const thaw = freeze(servers.kafka.pid as number);
    const askedAtMs = Date.now();
    try {
      const refused = await pipeline.ingest(tenant.key, '{"type":"broker.event","id":"refused","data":1}');
      console.log(`refused after ${Date.now() - askedAtMs} ms`);
      expect(refused.status).toBe(503);
      expect(Date.now() - askedAtMs).toBeLessThan(20_000);
    } finally {
      thaw();
    }
    await Promise.all(
      Array.from({ length: EVENTS }, (_, n) =>
        publishUntilAccepted(ingest, tenant.key, { type: 'broker.event', id: `broker-${n}`, data: n }),
      ),
    );
    await pipeline.receiver.waitFor(
      '/slow-broker',
      (requests) => new Set(requests.map(({ deliveryId }) => deliveryId)).size >= EVENTS,
      60_000,
    );
  },
  120_000,
);

it.skipIf(SKIPPED)(
  'while Kafka hangs a tenant that sends more than its share is refused at once, and leaves room for the others',
  async () => {
    const loud = await pipeline.tenant('Loud');
    const large = JSON.stringify({ type: 'broker.large', data: 'x'.repeat(10_000_000) });
    const thaw = freeze(servers.kafka.pid as number);
    try {
      const flood = Array.from({ length: 4 }, () => pipeline.ingest(loud.key, large));
      const first = await Promise.race(flood);
      expect(first.status).toBe(503);
      expect(first.text).toContain('too much of this tenant');
      const other = pipeline.ingest(tenant.key, '{"type":"broker.other","data":1}');
      thaw();
      expect((await other).status).toBe(202);
      expect((await Promise.all(flood)).map(({ status }) => status).sort()).toEqual([202, 202, 202, 503]);
    } finally {
      thaw();
    }
  },
  60_000,
);

function recorded(count: number) {
  return eventually(
    async () => {
      const { rows } = await pipeline.carehook.database.query<{ count: number }>(
        `select count(*)::int from deliveries where status = 'delivered'`,
      );
      return rows[0]?.count;
    },
    (now) => now === count,
    30_000,
  );
}

import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type CarehookServers, startServers } from '../../tools/local-stack/src/carehook-servers.js';
import { LOCAL_FOLDER } from '../../tools/local-stack/src/layout.paths.js';
import {
  eventually,
  type Pipeline,
  publishUntilAccepted,
  startPipeline,
  type TestTenant,
} from '../support/pipeline.js';
import { failing } from '../support/receiver.js';

const EVENTS = 300;

/** A server that was given to the run is not the test's to kill. */
const POSTGRES_IS_FOREIGN = process.env.DATABASE_URL !== undefined;

let servers: CarehookServers;
let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  if (POSTGRES_IS_FOREIGN) return;
  const given = process.env.KAFKA_BROKERS;
  // Only PostgreSQL is killed: the run's Kafka will do.
  process.env.KAFKA_BROKERS = inject('brokers').join(',');
  try {
    servers = await startServers({ dataDir: join(LOCAL_FOLDER, 'test', `postgres-away-${process.pid}`), quiet: true });
  } finally {
    if (given === undefined) delete process.env.KAFKA_BROKERS;
    else process.env.KAFKA_BROKERS = given;
  }
  pipeline = await startPipeline({ servers, restarts: true });
  tenant = await pipeline.tenant('Away');
});
afterAll(async () => {
  await pipeline?.stop();
  await servers?.stop({ wipe: true });
});

it.skipIf(POSTGRES_IS_FOREIGN)(
  'while PostgreSQL is away events are accepted and delivered; back again, all of it is recorded and retries go on',
  async () => {
    pipeline.receiver.on('/fails-once', failing(1));
    await tenant.webhook('/away', { events: ['away.*'] });
    await tenant.webhook('/fails-once', { events: ['retry.*'], retryConfig: { maxRetries: 2, retryDelay: 500 } });
    const ingest = pipeline.carehook.app('event-ingest').url;
    const publish = (id: string) => publishUntilAccepted(ingest, tenant.key, { id, type: 'away.event', data: { id } });
    const published: Promise<void>[] = [];
    const third = EVENTS / 3;
    const send = (from: number) => {
      for (let index = from; index < from + third; index += 1) published.push(publish(`away-${index}`));
    };

    // The router must have learnt of the webhooks: it goes on with what it knows.
    await publish('known');
    await pipeline.receiver.waitFor('/away', 1);
    send(0);
    await servers.postgres.down();
    send(third);
    await tenant.publish({ type: 'retry.event', data: 1 });
    await Promise.all(published);
    await pipeline.receiver.waitFor('/away', distinct(1 + 2 * third), 30_000);
    await pipeline.receiver.waitFor('/fails-once', 1);

    await servers.postgres.up();
    send(2 * third);
    await Promise.all(published);
    const requests = await pipeline.receiver.waitFor('/away', distinct(1 + EVENTS), 30_000);
    await pipeline.receiver.waitFor('/fails-once', 2, 30_000);
    const recorded = await eventually(
      async () => {
        const { rows } = await pipeline.carehook.database.query<{ status: string; count: number; events: number }>(
          `select d.status, count(*)::int, count(e.uid)::int as events
           from deliveries d left join events e on e.uid = d.event_uid group by d.status`,
        );
        return rows;
      },
      (rows) => rows.length === 1 && rows[0]?.status === 'delivered' && rows[0].count === EVENTS + 2,
      30_000,
    );
    expect(recorded).toEqual([{ status: 'delivered', count: EVENTS + 2, events: EVENTS + 2 }]);
    console.log(`${requests.length - EVENTS - 1} of ${EVENTS} deliveries were sent twice`);
  },
  120_000,
);

const distinct = (count: number) => (requests: readonly { readonly deliveryId: string }[]) =>
  new Set(requests.map(({ deliveryId }) => deliveryId)).size >= count;

import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CarehookServers, startServers } from '../../tools/local-stack/src/carehook-servers.js';
import { LOCAL_FOLDER } from '../../tools/local-stack/src/layout.paths.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { type Pipeline, publishUntilAccepted, startPipeline, type TestTenant } from '../support/pipeline.js';

const EVENTS = 300;

/** Servers that were given to the run are not the test's to kill. */
const SERVERS_ARE_FOREIGN = process.env.KAFKA_BROKERS !== undefined || process.env.DATABASE_URL !== undefined;
/** In short the ledger kills Kafka too, and refused writes are answered with 503. */
const SKIPPED = SERVERS_ARE_FOREIGN || !FAULTS_ARE_LONG;

let servers: CarehookServers;
let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  if (SKIPPED) return;
  servers = await startServers({ dataDir: join(LOCAL_FOLDER, 'test', `kafka-away-${process.pid}`), quiet: true });
  pipeline = await startPipeline({ servers, restarts: true });
  tenant = await pipeline.tenant('Kafka away');
});
afterAll(async () => {
  await pipeline?.stop();
  await servers?.stop({ wipe: true });
});

it.skipIf(SKIPPED)(
  'while Kafka is away events are refused with 503 and Retry-After; back again, all that was accepted is delivered',
  async () => {
    await tenant.webhook('/away', { events: ['away.*'] });
    const ingest = pipeline.carehook.app('event-ingest').url;
    const publish = (id: string) => publishUntilAccepted(ingest, tenant.key, { id, type: 'away.event', data: { id } });
    const published = Array.from({ length: EVENTS / 2 }, (_, index) => publish(`before-${index}`));
    await pipeline.receiver.waitFor('/away', 1);
    await servers.kafka.down();

    const refused = await pipeline.ingest(tenant.key, '{"type":"away.event","id":"refused","data":1}');
    expect(refused.status).toBe(503);
    expect(refused.body.error.code).toBe('UNAVAILABLE');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    published.push(...Array.from({ length: EVENTS / 2 }, (_, index) => publish(`during-${index}`)));
    await servers.kafka.up();
    await Promise.all(published);
    const everyEvent = (requests: readonly { readonly body: Buffer }[]) =>
      new Set(requests.map(({ body }) => body.toString()).filter((body) => body.includes('"data":{"id"'))).size >=
      EVENTS;
    const requests = await pipeline.receiver.waitFor('/away', everyEvent, 60_000);
    console.log(`${requests.length - EVENTS} of ${EVENTS} deliveries were sent twice`);
  },
  180_000,
);

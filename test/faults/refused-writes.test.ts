import { ConfigResourceTypes, ConfigSource, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Topic } from '#kafka';
import {
  eventually,
  type Pipeline,
  publishUntilAccepted,
  startPipeline,
  type TestTenant,
} from '../support/pipeline.js';
import { failing } from '../support/receiver.js';

/** Servers that answer but take no writes, as they do when a disk is full or replicas are missing. */
const EVENTS = 100;

let pipeline: Pipeline;
let tenant: TestTenant;
let kafka: Kafka;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Refused');
  kafka = new Kafka({ brokers: [...pipeline.carehook.brokers], logLevel: logLevel.NOTHING });
});
afterAll(() => pipeline?.stop());

it.each<{ topic: 'events' | 'deliveries' | 'outcomes'; meanwhile: string }>([
  { topic: 'events', meanwhile: 'publishers are answered 503 and send again' },
  { topic: 'deliveries', meanwhile: 'the router keeps its place' },
  { topic: 'outcomes', meanwhile: 'the sender keeps its place and sends nothing twice' },
])(
  'while the topic $topic takes no writes $meanwhile; then every event is delivered once',
  async ({ topic }) => {
    const path = `/full-${topic}`;
    await tenant.webhook(path, { events: [`${topic}.*`] });
    const goOn = await takeNoWrites(topic);
    const ingest = pipeline.carehook.app('event-ingest').url;
    const published = Array.from({ length: EVENTS }, (_, n) =>
      publishUntilAccepted(ingest, tenant.key, { type: `${topic}.event`, id: `${topic}-${n}`, data: n }),
    );
    if (topic === 'events') {
      await eventually(
        () => pipeline.ingest(tenant.key, '{"type":"unwanted","data":1}'),
        ({ status }) => status === 503,
      );
    } else {
      await Promise.all(published);
      if (topic === 'outcomes') await pipeline.receiver.waitFor(path, EVENTS);
      expect(pipeline.receiver.received(path)).toHaveLength(topic === 'outcomes' ? EVENTS : 0);
      expect(await deliveredCount(`${topic}.event`)).toBe(0);
    }
    await goOn();
    await Promise.all(published);
    await pipeline.receiver.waitFor(path, EVENTS, 30_000);
    await delivered(`${topic}.event`);
    expect(pipeline.receiver.received(path)).toHaveLength(EVENTS);
  },
  60_000,
);

it('while PostgreSQL is read-only first attempts go on; then all is recorded and retries go on', async () => {
  pipeline.receiver.on('/read-only', failing(1));
  await tenant.webhook('/read-only', { events: ['read-only.*'], retryConfig: { maxRetries: 2, retryDelay: 500 } });
  await setReadOnly(true);
  for (let n = 0; n < EVENTS; n += 1) await tenant.publish({ type: 'read-only.event', data: n });
  await pipeline.receiver.waitFor('/read-only', EVENTS);
  await setReadOnly(false);
  await delivered('read-only.event');
  // The first request failed, and was made again.
  expect(pipeline.receiver.received('/read-only')).toHaveLength(EVENTS + 1);
}, 60_000);

/** Lets a topic take no record, as none may hold more than one byte. Resolves with what ends that. */
async function takeNoWrites(topic: Topic): Promise<() => Promise<void>> {
  const name = pipeline.carehook.topicPrefix + topic;
  const resource = { type: ConfigResourceTypes.TOPIC, name } as const;
  const admin = kafka.admin();
  await admin.connect();
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
  const own = resources.flatMap(({ configEntries }) =>
    configEntries.filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG),
  );
  const before = own.map(({ configName, configValue }) => ({ name: configName, value: configValue }));
  // All of a topic's settings are replaced by a change: those that stay are said again.
  const set = (configEntries: { name: string; value: string }[]) =>
    admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
  await set(before.map((entry) => (entry.name === 'max.message.bytes' ? { ...entry, value: '1' } : entry)));
  return async () => {
    await set(before);
    await admin.disconnect();
  };
}

/** What managed PostgreSQL does when its disk is full. Sessions learn it when they begin: the running ones are ended. */
async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const { database } = pipeline.carehook;
  const { rows } = await database.query<{ name: string }>('select current_database() as name');
  await database.query('set default_transaction_read_only = off');
  await database.query(
    `alter database "${rows[0]?.name}" set default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`,
  );
  await database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'carehook%'`,
  );
}

function delivered(type: string) {
  return eventually(
    () => deliveredCount(type),
    (count) => count === EVENTS,
    30_000,
  );
}

async function deliveredCount(type: string): Promise<number | undefined> {
  const { rows } = await pipeline.carehook.database.query<{ count: number }>(
    `select count(*)::int from deliveries where status = 'delivered' and event_type = $1`,
    [type],
  );
  return rows[0]?.count;
}

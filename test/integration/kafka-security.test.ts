import { Kafka, type Message, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TOPICS } from '#kafka';
import { hasKafkaJars } from '../../tools/local-stack/src/kafka/kafka.jars.js';
import { chooseKafkaSource, surroundings } from '../../tools/local-stack/src/kafka/kafka.source.js';
import { hasOpenssl } from '../support/certificates.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing } from '../support/receiver.js';
import { SecureKafka } from '../support/secure-kafka.js';
import { cloudEventHeaders } from '../support/topics.js';
import { startWaitingApp } from '../support/waiting.app.js';

const PREFIX = 'secure.';
const OWN_TOPIC = 'hospital-a.events';
const EVENTS = PREFIX + TOPICS.events;

/** A broker with settings of its own is started here, which needs Java on this machine. */
const environment = { ...process.env, KAFKA_BROKERS: '' };
const source = await chooseKafkaSource({ ...surroundings(hasKafkaJars()), environment }).catch(() => undefined);
const java = source?.kind === 'java' && hasOpenssl ? source.java : undefined;

describe.skipIf(java === undefined)(
  `Kafka with TLS, users and ACLs${java ? '' : ' (not run: needs Java, openssl 3)'}`,
  () => {
    let kafka: SecureKafka;
    let pipeline: Pipeline;
    let hospitalA: TestTenant;
    let hospitalB: TestTenant;

    beforeAll(async () => {
      kafka = await SecureKafka.start(java ?? '', {
        'subscription-api': 'scram-sha-512',
        'event-ingest': 'plain',
        'delivery-worker': 'scram-sha-256',
        'hospital-a': 'scram-sha-256',
        lab: 'scram-sha-512',
        newcomer: 'scram-sha-256',
      });
      await kafka.asAdmin((admin) => admin.createTopics({ topics: [{ topic: OWN_TOPIC, numPartitions: 1 }] }));
      await kafka.allow('--prefix', PREFIX, '--producer', `${OWN_TOPIC}=hospital-a`, '--producer', `${EVENTS}=lab`);
      pipeline = await startPipeline({
        servers: { brokers: [kafka.brokers.SASL_SSL], databaseUrl: inject('databaseUrl') },
        topicPrefix: PREFIX,
        env: { EVENT_TOPICS: `${OWN_TOPIC}=hospital-a` },
        envOf: {
          'subscription-api': kafka.settingsOf('subscription-api'),
          'event-ingest': kafka.settingsOf('event-ingest'),
          'filter-router': kafka.certificateSettingsOf('filter-router'),
          'delivery-worker': kafka.settingsOf('delivery-worker'),
        },
      });
      hospitalA = await pipeline.tenant('Hospital A', 'zarish-sphere');
      hospitalB = await pipeline.tenant('Hospital B');
      expect([hospitalA.id, hospitalB.id]).toEqual(['hospital-a', 'hospital-b']);
    });
    afterAll(async () => {
      await pipeline?.stop();
      await kafka?.stop();
    });

    /** Publishes as a user of Kafka. Rejects with what the broker said. */
    async function produce(user: string, topic: string, ...messages: Message[]): Promise<void> {
      const createPartitioner = Partitioners.DefaultPartitioner;
      const producer = new Kafka(kafka.clientOf(user)).producer({ createPartitioner, allowAutoTopicCreation: false });
      await producer.connect();
      try {
        await producer.send({ topic, messages });
      } finally {
        await producer.disconnect();
      }
    }

    it('lets an event go from end to end, with a retry and a test call: each app with a user of its own that may do what the table says', async () => {
      pipeline.receiver.on('/a', failing(1));
      const retryConfig = { maxRetries: 1, retryDelay: 1_000 };
      const webhook = await hospitalA.webhook('/a', { retryConfig });
      await hospitalA.publish({ type: 'patient.created', data: { n: 1 } });
      const [first, second] = await pipeline.receiver.waitFor('/a', 2);
      expect(second?.deliveryId).toBe(first?.deliveryId);
      await eventually(
        () => hospitalA.admin('GET', `/v1/deliveries/${first?.deliveryId}`),
        ({ body }) => body.status === 'delivered',
      );
      const { body } = await hospitalA.admin('POST', `/v1/webhooks/${webhook.id}/test`, {});
      expect(body).toMatchObject({ success: true });
      await hospitalA.admin('DELETE', `/v1/webhooks/${webhook.id}`);
    });

    it('takes every record of a tenant’s own topic for that tenant’s, whatever tenant it claims', async () => {
      const [a, b] = [await hospitalA.webhook('/own/a'), await hospitalB.webhook('/own/b')];
      const headers = cloudEventHeaders('hospital-b', 'claimed', 'lab.result');
      await produce('hospital-a', OWN_TOPIC, { value: '{"n":1}', headers });
      await pipeline.receiver.waitFor('/own/a', 1);
      await eventually(
        () => hospitalA.admin('GET', '/v1/events'),
        ({ body }) => body.data.some(({ id }: { id: string }) => id === 'claimed'),
      );
      // What B publishes itself comes through behind it: had the other gone to B, it would be there by now.
      await hospitalB.publish({ type: 'lab.result', data: {} });
      await pipeline.receiver.waitFor('/own/b', 1);
      const { body } = await hospitalB.admin('GET', '/v1/events');
      expect(JSON.stringify(body)).not.toContain('claimed');
      expect(pipeline.receiver.received('/own/b')).toHaveLength(1);
      await hospitalA.admin('DELETE', `/v1/webhooks/${a.id}`);
      await hospitalB.admin('DELETE', `/v1/webhooks/${b.id}`);
    });

    it('sets a record of the common topic aside that claims a tenant that does not exist', async () => {
      const before = await pipeline.counter('filter-router', 'carehook_events_rejected_total');
      await produce('lab', EVENTS, { value: '{}', headers: cloudEventHeaders('nobody', 'x', 'lab.result') });
      await eventually(
        () => pipeline.counter('filter-router', 'carehook_events_rejected_total'),
        (count) => count === before + 1,
      );
    });

    it.each([
      ['hospital-a', EVENTS],
      ['hospital-a', `${PREFIX}deliveries`],
      ['lab', OWN_TOPIC],
      ['event-ingest', `${PREFIX}deliveries`],
      ['event-ingest', `${PREFIX}outcomes`],
      ['event-ingest', OWN_TOPIC],
      ['subscription-api', `${PREFIX}outcomes`],
      ['delivery-worker', `${PREFIX}events.rejected`],
    ])('lets %s write nothing to %s', async (user, topic) => {
      await expect(produce(user, topic, { value: '{}' })).rejects.toThrow('[Topic authorization failed]');
    });

    it('shows a producer its own topic alone, and lets it read none', async () => {
      const client = new Kafka(kafka.clientOf('hospital-a'));
      const admin = client.admin();
      await admin.connect();
      expect(await admin.listTopics()).toEqual([OWN_TOPIC]);
      await admin.disconnect();
      const consumer = client.consumer({ groupId: 'curious' });
      const refused = new Promise((resolve) =>
        consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error)),
      );
      await consumer.connect();
      await consumer.subscribe({ topics: [OWN_TOPIC], fromBeginning: true });
      await consumer.run({});
      expect(await refused).toMatchObject({ name: 'KafkaJSGroupCoordinatorNotFound' });
      await consumer.disconnect();
    });

    it('is waited for by an app whose password is wrong, or whose user may not do its work, which says so and comes up by itself', async () => {
      const env = { ...pipeline.carehook.env, ...kafka.settingsOf('newcomer'), KAFKA_SASL_PASSWORD_FILE: undefined };
      const password = 'not-the-one-it-has';
      const app = await startWaitingApp(
        'filter-router',
        { ...env, KAFKA_SASL_PASSWORD: password },
        'Kafka refuses this user name or password',
      );
      try {
        await kafka.changePassword('newcomer', password);
        await eventually(
          async () => app.log(),
          (log) => log.includes('Kafka does not allow this user'),
        );
        await kafka.allow(
          '--prefix',
          PREFIX,
          '--user',
          'filter-router=newcomer',
          '--producer',
          `${OWN_TOPIC}=hospital-a`,
        );
        await eventually(() => app.isReady(), Boolean, 30_000);
        expect(app.log()).not.toContain(password);
      } finally {
        await app.stop();
      }
    });

    it.each<[string, (settings: NodeJS.ProcessEnv) => NodeJS.ProcessEnv, RegExp]>([
      [
        'of an authority that the app does not know',
        () => ({ KAFKA_TLS_CA: undefined }),
        /self-signed|unable to (get|verify)/,
      ],
      [
        'for another name',
        ({ KAFKA_BROKERS = '' }) => ({ KAFKA_BROKERS: KAFKA_BROKERS.replace('localhost', '127.0.0.1') }),
        /does not match certificate's altnames/,
      ],
    ])('is not believed with a certificate %s', async (_, change, reason) => {
      const settings = { ...kafka.settingsOf('event-ingest'), NODE_TLS_REJECT_UNAUTHORIZED: '0' };
      const env = { ...pipeline.carehook.env, ...settings, ...change(settings) };
      const app = await startWaitingApp('event-ingest', env, 'Kafka cannot be reached yet');
      expect(app.log()).toMatch(reason);
      await app.stop();
    });
  },
);

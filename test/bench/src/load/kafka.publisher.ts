import { randomUUID } from 'node:crypto';
import type { KafkaSettings } from '#config';
import { deliveryId, eventUid, type Outcome } from '#domain';
import { encodeEvent, encodeOutcome, GatheringProducer, KafkaClient, type OutgoingRecord } from '#kafka';
import { createLogger } from '#telemetry';
import { type EventShape, eventData, eventType } from '../bench.event.js';
import { nowMs } from '../clock.js';
import type { KafkaTarget, LoadCalls, Published } from './load.calls.js';
import { closedLoop } from './loop.closed.js';

const BATCH = 500;
/** Batches handed over at a time: one is sent while the next is made. */
const AHEAD = 3;
const TENANT = 'default';
const SOURCE = '/bench';
const DAY_MS = 86_400_000;

/** Publishes events with the product's own producer and encoding. */
export async function publishKafka({
  target,
  first,
  count,
  shape,
}: LoadCalls['kafka']['argument']): Promise<Published> {
  const acceptedAtMs = new Float64Array(count);
  return withProducer(target, async (client, producer) => {
    const startedAtMs = nowMs();
    await inBatches(count, async (from, to) => {
      await producer.publish(range(from, to).map((index) => eventRecord(client, shape, first + index)));
      acceptedAtMs.fill(nowMs(), from, to);
    });
    return { startedAtMs, endedAtMs: nowMs(), acceptedAtMs };
  });
}

/** Outcomes of first attempts that succeeded, as a sender would write them. */
export async function publishOutcomes({ target, count, webhookId }: LoadCalls['outcomes']['argument']): Promise<void> {
  await withProducer(target, (client, producer) =>
    inBatches(count, (from, to) =>
      producer.publish(range(from, to).map((index) => encodeOutcome(client.topics, delivered(webhookId, index)))),
    ),
  );
}

function eventRecord(client: KafkaClient, shape: EventShape, n: number): OutgoingRecord {
  const attributes = {
    tenantId: TENANT,
    id: `bench-${n}`,
    type: eventType(shape, n),
    source: SOURCE,
    time: new Date().toISOString(),
    contentType: 'application/json',
    extensions: {},
  };
  return encodeEvent(client.topics, attributes, { data: Buffer.from(eventData(shape, n)) }, { idIsMade: false });
}

function delivered(webhookId: string, index: number): Outcome {
  const acceptedAtMs = Date.now();
  const uid = eventUid(acceptedAtMs, TENANT, SOURCE, `bench-${index}`);
  return {
    deliveryId: deliveryId(acceptedAtMs, uid, webhookId),
    webhookId,
    tenantId: TENANT,
    eventUid: uid,
    eventType: 'bench.t0',
    reason: 'first',
    attempt: 1,
    handover: 1,
    result: 'succeeded',
    code: 'ok',
    next: { status: 'delivered' },
    acceptedAtMs,
    expiresAtMs: acceptedAtMs + DAY_MS,
    startedAtMs: acceptedAtMs,
    durationMs: 2,
    statusCode: 200,
    responseBody: '',
  };
}

async function withProducer<T>(
  target: KafkaTarget,
  work: (client: KafkaClient, producer: GatheringProducer) => Promise<T>,
): Promise<T> {
  const logger = createLogger('bench', 'warn');
  const settings: KafkaSettings = {
    KAFKA_BROKERS: [...target.brokers],
    KAFKA_TOPIC_PREFIX: target.topicPrefix,
    KAFKA_PARTITIONS: 1,
    KAFKA_REPLICATION_FACTOR: 1,
    KAFKA_RETENTION_HOURS: 1,
    EVENT_TOPICS: [],
    KAFKA_TLS: false,
  };
  const client = new KafkaClient(`bench-${randomUUID()}`, settings, logger);
  const producer = new GatheringProducer(client.kafka, logger);
  await producer.connect();
  try {
    return await work(client, producer);
  } finally {
    await producer.close();
  }
}

function inBatches(count: number, publish: (from: number, to: number) => Promise<void>): Promise<void> {
  return closedLoop(AHEAD, Math.ceil(count / BATCH), (batch) =>
    publish(batch * BATCH, Math.min(count, (batch + 1) * BATCH)),
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

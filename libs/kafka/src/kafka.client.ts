import type { Admin, Kafka as KafkaJs } from 'kafkajs';
import type { KafkaSettings } from '#config';
import type { Logger } from '#telemetry';
import type { PumpFigures } from './handler.pump.js';
import { kafkaSecurity } from './kafka.security.js';
import { hookIntoKafkajsGroups } from './kafkajs.group-hooks.js';
import { stopKafkajsIdleTimer } from './kafkajs.idle-timer.js';
import { Kafka, logLevel } from './kafkajs.modules.js';
import { kafkaSocket, readKafkajsResponsesOnce } from './kafkajs.responses.js';
import { type Topic, TopicNames } from './topics.js';

/** What readiness and metrics ask a consumer of this process. */
export interface ConsumerState {
  /** Whether it has its partitions. */
  readonly isConsuming: boolean;
  /** One row for each topic that it works on; none where nothing is lost when it lags. */
  figures(): readonly ConsumerFigures[];
}

/** How a consumer fares with a topic, all of its sources in Kafka together. */
export interface ConsumerFigures extends PumpFigures {
  readonly group: string;
  readonly topic: Topic;
  /** Whether it has its partitions. */
  readonly joined: boolean;
  /** Records between what is done and the partitions' ends, as of the last fetch. */
  readonly lag: number;
  /** When the record that has been open longest came into Kafka; `undefined` where nothing is open. */
  readonly oldestOpenMs: number | undefined;
  readonly maxOpenRecords: number;
  readonly maxOpenBytes: number;
}

/** A process's way into Kafka: brokers, names and logging. Producers and consumers are made from it. */
export class KafkaClient {
  readonly kafka: KafkaJs;
  readonly topics: TopicNames;
  /** The consumers of this process: it is ready when each of them has its partitions. */
  readonly consumers = new Set<ConsumerState>();

  constructor(app: string, settings: KafkaSettings, logger: Logger) {
    stopKafkajsIdleTimer();
    hookIntoKafkajsGroups();
    readKafkajsResponsesOnce();
    this.topics = new TopicNames(settings);
    this.kafka = new Kafka({
      clientId: this.topics.groupId(app),
      brokers: settings.KAFKA_BROKERS,
      ...kafkaSecurity(settings),
      socketFactory: kafkaSocket,
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
      logLevel: logLevel.WARN,
      logCreator:
        () =>
        ({ level, namespace, log: { message, ...details } }) => {
          const entry = { kafkajs: namespace, reason: safeReason(details) };
          // What kafkajs calls an error is mostly a broker that went away and will be back: worth a warning. A single
          // response's error is not: whoever sent the request deals with it.
          if (level <= logLevel.ERROR && namespace !== 'Connection') logger.warn(entry, message);
          else logger.debug(entry, message);
        },
    });
  }

  /** Resolves when a broker answers. */
  async ping(): Promise<void> {
    await this.withAdmin((admin) => admin.describeCluster());
  }

  /** The first and the next offset of each partition of a topic, as Kafka has them now. */
  async offsetsOf(topicName: string): Promise<Map<number, { low: number; high: number }>> {
    const offsets = await this.withAdmin((admin) => admin.fetchTopicOffsets(topicName));
    return new Map(offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
  }

  /** The offset of the first record of each partition that is of this moment or later; the next one where there is none. */
  async offsetsAt(topicName: string, timestampMs: number): Promise<Map<number, number>> {
    const offsets = await this.withAdmin((admin) => admin.fetchTopicOffsetsByTimestamp(topicName, timestampMs));
    return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  /** A connection for administration, for the time of `work`. */
  async withAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

/** kafkajs hands whole requests to its logger; only the reason in words is ours to print. */
function safeReason(details: Record<string, unknown>): string | undefined {
  const { error } = details;
  return typeof error === 'string' ? error : error instanceof Error ? error.message : undefined;
}

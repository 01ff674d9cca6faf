import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import pRetry from 'p-retry';
import type { KafkaSettings } from '#config';
import { LOGGER, type Logger, type ReadinessCheck, Registry } from '#telemetry';
import { showConsumers } from './consumer.metrics.js';
import { GatheringProducer, type GatheringProducerOptions } from './gathering.producer.js';
import { KafkaClient } from './kafka.client.js';
import { kafkaTrouble } from './kafka.trouble.js';
import { createMissingTopics } from './topics.create.js';
import { TopicNames } from './topics.js';

const KAFKA_SETTINGS = Symbol('kafka settings');

/** A consumer has no partitions (yet, or any more). */
class NotConsuming extends Error {
  override readonly name = 'NotConsuming';
  constructor() {
    super('a consumer has not joined its group');
  }
}

/** Kafka is ready when a broker answers and every consumer of this process has joined its group. */
export class KafkaReadiness implements ReadinessCheck {
  readonly name = 'kafka';
  constructor(private readonly client: KafkaClient) {}
  async check(): Promise<void> {
    await this.client.ping();
    if ([...this.client.consumers].some(({ isConsuming }) => !isConsuming)) throw new NotConsuming();
  }
}

/** The process's client and its one producer; makes the topics before the app takes up work. */
@Global()
@Module({})
export class KafkaModule implements OnModuleInit, OnApplicationShutdown {
  static forRoot(app: string, settings: KafkaSettings, producer: GatheringProducerOptions = {}): DynamicModule {
    return {
      module: KafkaModule,
      providers: [
        { provide: KAFKA_SETTINGS, useValue: settings },
        {
          provide: KafkaClient,
          useFactory: (logger: Logger) => new KafkaClient(app, settings, logger),
          inject: [LOGGER],
        },
        { provide: TopicNames, useFactory: (client: KafkaClient) => client.topics, inject: [KafkaClient] },
        {
          provide: GatheringProducer,
          useFactory: (client: KafkaClient, logger: Logger) => new GatheringProducer(client.kafka, logger, producer),
          inject: [KafkaClient, LOGGER],
        },
        {
          provide: KafkaReadiness,
          useFactory: (client: KafkaClient) => new KafkaReadiness(client),
          inject: [KafkaClient],
        },
      ],
      exports: [KafkaClient, TopicNames, GatheringProducer, KafkaReadiness],
    };
  }

  constructor(
    @Inject(KafkaClient) private readonly client: KafkaClient,
    @Inject(GatheringProducer) private readonly producer: GatheringProducer,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(KAFKA_SETTINGS) private readonly settings: KafkaSettings,
    @Inject(Registry) registry: Registry,
  ) {
    showConsumers(registry, client.consumers);
  }

  async onModuleInit(): Promise<void> {
    await pRetry(() => this.prepare(), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 250,
      maxTimeout: 2_000,
      onFailedAttempt: ({ error }) => this.logger.warn({ reason: error.message }, kafkaTrouble(error)),
    });
  }

  /** The producer's id is got before the first event needs it. */
  private async prepare(): Promise<void> {
    await createMissingTopics(this.client, this.settings);
    await this.producer.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.producer.close();
  }
}

import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { EventTypeDirectory } from '#directory';
import { type ConsumedRecord, decodeEvent, KafkaClient, type RecordBatch, TOPICS, TopicNames } from '#kafka';
import { DataSource, insertEvents } from '#postgres';
import { LOGGER, type Logger } from '#telemetry';
import { EventSchemaCheck } from './event-schema.check.js';
import { RecordedPartitions } from './recorded.partitions.js';
import { RecorderMetrics } from './recorder.metrics.js';

/** The consumer that carries the recorders: see `KafkaBatchServer`. */
export const RECORDER_TRANSPORT = Symbol('recorder');

/** Writes every event to PostgreSQL, so that it can be looked up, retried and replayed. */
@Controller()
export class EventsRecorder {
  private readonly partitions: RecordedPartitions;

  constructor(
    database: DataSource,
    kafka: KafkaClient,
    private readonly topics: TopicNames,
    private readonly eventTypes: EventTypeDirectory,
    private readonly schemaCheck: EventSchemaCheck,
    metrics: RecorderMetrics,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.partitions = new RecordedPartitions('events', database, kafka, logger, metrics);
  }

  @EventPattern(TOPICS.events, RECORDER_TRANSPORT)
  async record(@Payload() batch: RecordBatch): Promise<void> {
    const admitted = await this.partitions.admit(batch);
    await this.eventTypes.refresh();
    const events = this.schemaCheck.checked(admitted.flatMap((record) => this.decoded(record)));
    await this.partitions.commit(admitted, (manager) => insertEvents(manager, events));
    this.schemaCheck.count(events);
  }

  /** What is no event, for whatever reason, is the router's to reject: one record must not stop the others. */
  private decoded(record: ConsumedRecord) {
    try {
      return [decodeEvent(this.topics, record)];
    } catch {
      return [];
    }
  }
}

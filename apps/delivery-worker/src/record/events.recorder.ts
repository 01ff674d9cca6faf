import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { DataKeyDirectory, EventTypeDirectory } from '#directory';
import { type ConsumedRecord, decodeEvent, KafkaClient, type RecordBatch, TOPICS, TopicNames } from '#kafka';
import { DataSource, insertEvents, type RecordedEvent } from '#postgres';
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
    private readonly dataKeys: DataKeyDirectory,
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
    const checked = this.schemaCheck.checked(admitted.flatMap((record) => this.decoded(record)));
    const events = checked.map((event) => this.sealed(event));
    await this.partitions.commit(admitted, (manager) => insertEvents(manager, events));
    this.schemaCheck.count(events);
  }

  /** What came sealed is written as it came; what came in the clear is sealed where its tenant wants that. */
  private sealed(recorded: RecordedEvent): RecordedEvent {
    const { event, data, sealedUnder } = recorded;
    return sealedUnder === undefined ? { ...recorded, ...this.dataKeys.seal(event, data) } : recorded;
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

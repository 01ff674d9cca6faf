import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { decodeRejection, KafkaClient, type RecordBatch, TOPICS, TopicNames } from '#kafka';
import { DataSource, insertRejections } from '#postgres';
import { LOGGER, type Logger } from '#telemetry';
import { RECORDER_TRANSPORT } from './events.recorder.js';
import { RecordedPartitions } from './recorded.partitions.js';
import { RecorderMetrics } from './recorder.metrics.js';

/** Writes to PostgreSQL, exactly once, what the router rejected and why, and nothing of its data. */
@Controller()
export class RejectionsRecorder {
  private readonly partitions: RecordedPartitions;

  constructor(
    database: DataSource,
    kafka: KafkaClient,
    private readonly topics: TopicNames,
    metrics: RecorderMetrics,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.partitions = new RecordedPartitions('rejected', database, kafka, logger, metrics);
  }

  @EventPattern(TOPICS.rejected, RECORDER_TRANSPORT)
  async record(@Payload() batch: RecordBatch): Promise<void> {
    const admitted = await this.partitions.admit(batch);
    const rejections = admitted.map((record) => decodeRejection(this.topics, record));
    await this.partitions.commit(admitted, (manager) => insertRejections(manager, rejections));
  }
}

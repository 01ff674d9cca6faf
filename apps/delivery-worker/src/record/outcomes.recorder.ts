import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Outcome } from '#domain';
import {
  type ConsumedRecord,
  decodeOutcome,
  InternalRecordUnreadable,
  KafkaClient,
  type RecordBatch,
  TOPICS,
} from '#kafka';
import {
  changeCredit,
  DataSource,
  disableGoneWebhooks,
  insertAttempts,
  type OrderedSubject,
  releaseNextInOrder,
  upsertDeliveries,
} from '#postgres';
import { LOGGER, type Logger } from '#telemetry';
import { creditChanges } from './credit.changes.js';
import { RECORDER_TRANSPORT } from './events.recorder.js';
import { latestOutcomes } from './outcomes.latest.js';
import { RecordedPartitions } from './recorded.partitions.js';

/** Writes every outcome to PostgreSQL, exactly once: the delivery's state, and a row for each request made. */
@Controller()
export class OutcomesRecorder {
  private readonly partitions: RecordedPartitions;

  constructor(
    database: DataSource,
    kafka: KafkaClient,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.partitions = new RecordedPartitions('outcomes', database, kafka, logger);
  }

  @EventPattern(TOPICS.outcomes, RECORDER_TRANSPORT)
  async record(@Payload() batch: RecordBatch): Promise<void> {
    const admitted = await this.partitions.admit(batch);
    const outcomes = admitted.flatMap((record) => this.decoded(record));
    const made = outcomes.filter(({ outcome: { result } }) => result === 'succeeded' || result === 'failed');
    const gone = outcomes.filter(({ outcome }) => outcome.code === 'gone').map(({ outcome }) => outcome.webhookId);

    await this.partitions.commit(admitted, async (manager) => {
      await upsertDeliveries(manager, latestOutcomes(outcomes.map(({ outcome }) => outcome)));
      await insertAttempts(manager, made);
      await releaseNextInOrder(manager, orderedSubjects(outcomes.map(({ outcome }) => outcome)));
      await changeCredit(manager, creditChanges(outcomes.map(({ outcome }) => outcome)));
      await disableGoneWebhooks(manager, [...new Set(gone)]);
    });
  }

  private decoded(record: ConsumedRecord): { outcome: Outcome; offset: number }[] {
    try {
      return [{ outcome: decodeOutcome(record), offset: record.offset }];
    } catch (error) {
      if (!(error instanceof InternalRecordUnreadable)) throw error;
      this.logger.error({ err: error }, 'an outcome record was skipped');
      return [];
    }
  }
}

/** The subjects whose order the outcomes touch, each once. */
function orderedSubjects(outcomes: readonly Outcome[]): OrderedSubject[] {
  const subjects = new Map<string, OrderedSubject>();
  for (const { webhookId, order } of outcomes) {
    if (order) subjects.set(`${webhookId}/${order.key}`, { webhookId, key: order.key });
  }
  return [...subjects.values()];
}

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
  addHourlyCounts,
  changeCredit,
  DataSource,
  disableGoneWebhooks,
  insertAttempts,
  type OrderedSubject,
  releaseNextInOrder,
  updateHealth,
  upsertDeliveries,
} from '#postgres';
import { LOGGER, type Logger } from '#telemetry';
import { creditChanges } from './credit.changes.js';
import { RECORDER_TRANSPORT } from './events.recorder.js';
import { healthChanges } from './outcomes.health.js';
import { hourlyCounts } from './outcomes.hourly.js';
import { latestOutcomes } from './outcomes.latest.js';
import { type RecordedOutcome, wasMade } from './recorded.outcome.js';
import { RecordedPartitions } from './recorded.partitions.js';
import { RecorderMetrics } from './recorder.metrics.js';

/** Writes every outcome to PostgreSQL, exactly once: the delivery's state, a row for each request made, and counts. */
@Controller()
export class OutcomesRecorder {
  private readonly partitions: RecordedPartitions;

  constructor(
    database: DataSource,
    kafka: KafkaClient,
    metrics: RecorderMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.partitions = new RecordedPartitions('outcomes', database, kafka, logger, metrics);
  }

  @EventPattern(TOPICS.outcomes, RECORDER_TRANSPORT)
  async record(@Payload() batch: RecordBatch): Promise<void> {
    const admitted = await this.partitions.admit(batch);
    const recorded = admitted.flatMap((record) => this.decoded(record));
    const outcomes = recorded.map(({ outcome }) => outcome);
    const made = recorded.filter(({ outcome }) => wasMade(outcome));
    const gone = outcomes.filter(({ code }) => code === 'gone').map(({ webhookId }) => webhookId);
    const health = healthChanges(outcomes);

    await this.partitions.commit(admitted, async (manager) => {
      const settled = await upsertDeliveries(manager, latestOutcomes(outcomes));
      await insertAttempts(manager, made);
      await addHourlyCounts(manager, hourlyCounts(recorded, settled));
      await updateHealth(manager, health);
      await releaseNextInOrder(manager, orderedSubjects(outcomes));
      await changeCredit(manager, creditChanges(outcomes));
      await disableGoneWebhooks(manager, [...new Set(gone)]);
    });
  }

  private decoded(record: ConsumedRecord): RecordedOutcome[] {
    try {
      return [{ outcome: decodeOutcome(record), offset: record.offset, atMs: record.timestampMs }];
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

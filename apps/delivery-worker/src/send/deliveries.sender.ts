import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { WebhookDirectory } from '#directory';
import type { Outcome } from '#domain';
import { type BatchHandlerExtras, decodeDelivery, InternalRecordUnreadable, type RecordBatch, TOPICS } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';
import { SETTINGS } from '../settings.js';
import { DeliveryAttempt } from './delivery.attempt.js';
import type { DeliveryTask } from './delivery.task.js';
import type { Deferral, Verdict } from './lane.js';
import { Lanes } from './lanes.js';
import { OutcomePublisher } from './outcome.publisher.js';
import { verdictOf } from './outcome.verdict.js';
import { RepeatedRecords } from './repeated.records.js';
import { SenderMetrics } from './sender.metrics.js';

/** The consumer that carries this controller: see `KafkaBatchServer`. */
export const SENDER_TRANSPORT = Symbol('sender');

const REMEMBERED_HANDOVERS = 50_000;

const TAKES_RECORDS_OVER: BatchHandlerExtras = { completion: 'record' };

/** Puts each delivery into its webhook's lane; its record is done when the outcome of its attempt stands in Kafka. */
@Controller()
export class DeliveriesSender implements BeforeApplicationShutdown {
  private readonly lanes: Lanes<DeliveryTask>;
  /** Outcomes that Kafka has not acknowledged yet. */
  private readonly concluding = new Set<Promise<void>>();
  private readonly repeats = new RepeatedRecords(REMEMBERED_HANDOVERS);

  constructor(
    private readonly directory: WebhookDirectory,
    private readonly attempts: DeliveryAttempt,
    private readonly outcomes: OutcomePublisher,
    private readonly metrics: SenderMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.lanes = new Lanes<DeliveryTask>({
      maxInFlight: SETTINGS.WORKER_MAX_IN_FLIGHT,
      attempt: (task) => this.attempt(task),
      defer: (deferrals) => this.defer(deferrals),
      now: Date.now,
    });
    metrics.watch(this.lanes);
  }

  @EventPattern(TOPICS.deliveries, SENDER_TRANSPORT, TAKES_RECORDS_OVER)
  async take(@Payload() batch: RecordBatch): Promise<void> {
    await this.directory.refresh();
    for (const task of this.tasksOf(batch)) {
      if (this.repeats.isRepeat(task.meta.deliveryId, task.meta.handover, task.record)) {
        this.metrics.repeats.inc();
        task.finish(task.record);
        continue;
      }
      const refusal = this.attempts.refusal(task);
      if (refusal) this.conclude(task, refusal);
      else this.lanes.enqueue(task.meta.webhookId, this.maxConcurrencyOf(task), task);
    }
  }

  /** Before partitions may go to another worker: what is under way ends, and its outcomes are in Kafka. */
  async hold(): Promise<void> {
    await this.lanes.hold();
    await Promise.all(this.concluding);
  }

  release(): void {
    this.lanes.release();
  }

  /** What is under way ends; what waits in lanes stays uncommitted in Kafka for whoever comes next. */
  async beforeApplicationShutdown(): Promise<void> {
    const graceMs = SETTINGS.WORKER_GRACE_SECONDS * 1_000;
    await this.lanes.stop(graceMs);
    await Promise.race([Promise.all(this.concluding), sleep(graceMs, undefined, { ref: false })]);
    this.outcomes.stop();
  }

  private tasksOf(batch: RecordBatch): DeliveryTask[] {
    return batch.records.flatMap((record) => {
      try {
        return [{ ...decodeDelivery(record), record, finish: batch.finish, isOpen: batch.isOpen }];
      } catch (error) {
        if (!(error instanceof InternalRecordUnreadable)) throw error;
        this.logger.error({ err: error }, 'a delivery record was skipped');
        batch.finish(record);
        return [];
      }
    });
  }

  private maxConcurrencyOf({ meta }: DeliveryTask): number {
    return this.directory.byId(meta.webhookId)?.maxConcurrency ?? 1;
  }

  private async attempt(task: DeliveryTask): Promise<Verdict> {
    if (!task.isOpen(task.record)) return 'untried';
    const outcome = await this.attempts.make(task);
    this.conclude(task, outcome);
    return verdictOf(outcome);
  }

  private defer(deferrals: readonly Deferral<DeliveryTask>[]): void {
    const open = deferrals.filter(({ task }) => task.isOpen(task.record));
    for (const { task, code, atMs } of open) this.conclude(task, this.attempts.deferral(task, code, atMs));
  }

  private conclude(task: DeliveryTask, outcome: Outcome): void {
    this.metrics.observe(outcome);
    const concluded = this.outcomes.publish(outcome).then((acknowledged) => {
      if (acknowledged) task.finish(task.record);
      this.concluding.delete(concluded);
    });
    this.concluding.add(concluded);
    if (this.logger.isLevelEnabled('debug')) this.logger.debug(wideLine(task, outcome), 'attempt');
  }
}

/** Everything about one attempt in one line; never its URL, data or subject. */
function wideLine({ meta }: DeliveryTask, outcome: Outcome) {
  const { deliveryId, webhookId, tenantId, attempt, handover, reason, result, code, statusCode, durationMs } = outcome;
  const lagMs = Date.now() - meta.event.acceptedAtMs;
  return {
    deliveryId,
    webhookId,
    tenantId,
    eventType: meta.event.type,
    attempt,
    handover,
    reason,
    result,
    code,
    statusCode,
    durationMs,
    next: outcome.next.status,
    lagMs,
  };
}

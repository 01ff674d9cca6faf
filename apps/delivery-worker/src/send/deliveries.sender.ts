import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { WebhookDirectory } from '#directory';
import type { Outcome } from '#domain';
import { type BatchHandlerExtras, decodeDelivery, InternalRecordUnreadable, type RecordBatch, TOPICS } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';
import { SETTINGS } from '../settings.js';
import { DeliveryAttempt } from './delivery.attempt.js';
import { batchBytesOf, type DeliveryTask, neededRevision } from './delivery.task.js';
import { EventLoopLoad } from './event-loop.load.js';
import { HeldSubjectsReader } from './held-subjects.reader.js';
import type { Deferral, Verdict } from './lane.js';
import { Lanes } from './lanes.js';
import { OutcomePublisher } from './outcome.publisher.js';
import { verdictOf } from './outcome.verdict.js';
import { RepeatedRecords } from './repeated.records.js';
import { SenderMetrics } from './sender.metrics.js';
import { SubjectOrder } from './subject.order.js';

/** The consumer that carries this controller: see `KafkaBatchServer`. */
export const SENDER_TRANSPORT = Symbol('sender');

const REMEMBERED_HANDOVERS = 50_000;
/** A change of a webhook reaches what was routed before it within this time, and at once what its event came after. */
const MAX_DIRECTORY_AGE_MS = 50;

const TAKES_RECORDS_OVER: BatchHandlerExtras = { completion: 'record' };

/** Puts each delivery into its webhook's lane; its record is done when the outcome of its attempt stands in Kafka. */
@Controller()
export class DeliveriesSender implements BeforeApplicationShutdown {
  private readonly lanes: Lanes<DeliveryTask>;
  private readonly order: SubjectOrder<DeliveryTask>;
  /** Outcomes that Kafka has not acknowledged yet. */
  private readonly concluding = new Set<Promise<void>>();
  private readonly repeats = new RepeatedRecords(REMEMBERED_HANDOVERS);

  constructor(
    private readonly directory: WebhookDirectory,
    private readonly attempts: DeliveryAttempt,
    private readonly outcomes: OutcomePublisher,
    private readonly metrics: SenderMetrics,
    heldSubjects: HeldSubjectsReader,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const load = new EventLoopLoad();
    this.lanes = new Lanes<DeliveryTask>({
      maxInFlight: SETTINGS.WORKER_MAX_IN_FLIGHT,
      attempt: (task, companions) => (companions ? this.attemptTogether(task, companions) : this.attempt(task)),
      defer: (deferrals) => this.defer(deferrals),
      now: Date.now,
      isSaturated: () => load.isSaturated(),
    });
    this.order = new SubjectOrder<DeliveryTask>({
      load: (webhookId) => heldSubjects.read(webhookId),
      proceed: (task) => this.admit(task),
    });
    metrics.watch(this.lanes, SETTINGS.WORKER_MAX_IN_FLIGHT);
  }

  @EventPattern(TOPICS.deliveries, SENDER_TRANSPORT, TAKES_RECORDS_OVER)
  async take(@Payload() batch: RecordBatch): Promise<void> {
    const tasks = this.tasksOf(batch);
    await this.directory.refreshTo(neededRevision(tasks), MAX_DIRECTORY_AGE_MS);
    for (const task of tasks) {
      if (this.repeats.isRepeat(task.meta, task.record)) {
        this.metrics.repeats.inc();
        task.record.finish();
        continue;
      }
      if (task.meta.order) this.order.take(task);
      else this.admit(task);
    }
  }

  /** The worker is saturated, or is so no more. */
  hurry(hurried: boolean): void {
    this.lanes.hurry(hurried);
  }

  /** Before partitions may go to another worker: what is under way ends, and its outcomes are in Kafka. */
  async hold(): Promise<void> {
    await this.lanes.hold();
    await Promise.all(this.concluding);
  }

  /** The rebalance is over; `lost` partitions of the topic are another worker's. */
  release(lost: readonly number[]): void {
    this.order.forget(new Set(lost));
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
    const tasks: DeliveryTask[] = [];
    for (const record of batch.records) {
      try {
        const { meta, data } = decodeDelivery(record);
        tasks.push({ meta, data, record });
      } catch (error) {
        if (!(error instanceof InternalRecordUnreadable)) throw error;
        this.logger.error({ err: error }, 'a delivery record was skipped');
        record.finish();
      }
    }
    return tasks;
  }

  private admit(task: DeliveryTask): void {
    const { webhookId, order } = task.meta;
    if (this.isRefused(task)) return;
    const settings = this.directory.byId(webhookId) ?? { maxConcurrency: 1 };
    this.lanes.enqueue(webhookId, settings, task, order?.key, batchBytesOf(task));
  }

  /** Whether it must not be tried; then it is concluded. */
  private isRefused(task: DeliveryTask): boolean {
    const refusal = this.attempts.refusal(task);
    if (refusal) this.conclude(task, refusal);
    return refusal !== undefined;
  }

  private async attempt(task: DeliveryTask): Promise<Verdict> {
    if (!this.isDue(task)) return 'untried';
    if (this.order.isHeld(task.meta)) {
      this.conclude(task, this.attempts.inOrder(task));
      return 'untried';
    }
    const outcome = await this.attempts.make(task);
    this.conclude(task, outcome);
    return verdictOf(outcome);
  }

  /** Makes one request, of a webhook with a batch. */
  private async attemptTogether(first: DeliveryTask, companions: readonly DeliveryTask[]): Promise<Verdict> {
    // They may have gathered for a minute, in which the webhook was changed. A directory that is too old does for what waits.
    await this.directory.refresh().catch(() => undefined);
    if (companions.length === 0) return this.attempt(first);
    const due = [first, ...companions].filter((task) => this.isDue(task) && !this.isRefused(task));
    const ended = await this.attempts.makeTogether(due);
    for (const { task, outcome } of ended) this.conclude(task, outcome);
    // One answer for all of them.
    return ended[0] ? verdictOf(ended[0].outcome) : 'untried';
  }

  /** False where it is another worker's by now, or its outcome is in Kafka already. */
  private isDue(task: DeliveryTask): boolean {
    if (!task.record.isOpen) return false;
    const isConcluded = this.repeats.isConcluded(task.meta);
    if (isConcluded) task.record.finish();
    return !isConcluded;
  }

  private defer(deferrals: readonly Deferral<DeliveryTask>[]): void {
    const open = deferrals.filter(({ task }) => task.record.isOpen);
    for (const { task, code, atMs } of open) this.conclude(task, this.attempts.deferral(task, code, atMs));
  }

  private conclude(task: DeliveryTask, decided: Outcome): void {
    // Whatever it is put off for: behind others of its subject it waits for them first.
    const waits = decided.result === 'deferred' && this.order.isHeld(task.meta);
    const outcome = waits ? this.attempts.inOrder(task) : decided;
    this.order.note(task.meta, outcome.next);
    this.metrics.observe(outcome);
    const concluded = this.outcomes.publish(outcome).then((acknowledged) => {
      if (acknowledged) {
        this.repeats.conclude(task.meta);
        task.record.finish();
      }
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

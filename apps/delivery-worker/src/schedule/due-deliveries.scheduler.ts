import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { encodeDelivery, GatheringProducer, TopicNames } from '#kafka';
import { claimDueDeliveries, DataSource, type DueDelivery, markQueued } from '#postgres';
import { Counter, Gauge, Histogram, LATENCY_BUCKETS_SECONDS, LOGGER, type Logger, Registry } from '#telemetry';

/** A retry is late by at most this and the time of one claim. */
const TICK_MS = 200;
const RETRY_AFTER_ERROR_MS = 1_000;
const CLAIM_LIMIT = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Hands deliveries that are due to Kafka again. Claim, produce and mark are one transaction: a crash in between sends
 * one twice, never zero times. Several schedulers may run side by side.
 */
@Injectable()
export class DueDeliveriesScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopped = false;
  private running: Promise<void> = Promise.resolve();
  /** Webhooks take turns: a claim that was cut off by its limit is followed by one that begins behind it. */
  private afterWebhookId = FIRST;
  private readonly handedOver: Counter;
  private readonly seconds: Histogram;
  private readonly lastRun: Gauge;

  constructor(
    private readonly database: DataSource,
    private readonly producer: GatheringProducer,
    private readonly topics: TopicNames,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Registry) registry: Registry,
  ) {
    const registers = [registry];
    this.handedOver = new Counter({
      name: 'carehook_scheduled_total',
      help: 'Due deliveries handed to Kafka again',
      registers,
    });
    this.seconds = new Histogram({
      name: 'carehook_schedule_seconds',
      help: 'One claim: find, lock, produce, mark',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    });
    this.lastRun = new Gauge({
      name: 'carehook_schedule_last_run_timestamp_seconds',
      help: 'When due deliveries were last looked for without an error, in Unix time',
      registers,
    });
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        const claimed = await this.handOver();
        if (claimed < CLAIM_LIMIT) await sleep(TICK_MS);
      } catch (error) {
        this.logger.warn({ err: error }, 'due deliveries could not be handed over');
        await sleep(RETRY_AFTER_ERROR_MS);
      }
    }
  }

  private async handOver(): Promise<number> {
    const stopTimer = this.seconds.startTimer();
    const due = await this.database.transaction(async (manager) => {
      const claimed = await claimDueDeliveries(manager, {
        afterWebhookId: this.afterWebhookId,
        limit: CLAIM_LIMIT,
      });
      if (claimed.length > 0) {
        await this.producer.publish(claimed.map((delivery) => this.retryOf(delivery)));
        await markQueued(
          manager,
          claimed.map(({ deliveryId }) => deliveryId),
        );
      }
      return claimed;
    });
    stopTimer();
    this.lastRun.setToCurrentTime();
    this.handedOver.inc(due.length);
    this.afterWebhookId = due.length < CLAIM_LIMIT ? FIRST : (due.at(-1)?.webhookId ?? FIRST);
    return due.length;
  }

  private retryOf({ attempts, handovers, data, ...delivery }: DueDelivery) {
    const meta = { ...delivery, attempt: attempts + 1, handover: handovers + 1 };
    return encodeDelivery(this.topics, meta, data);
  }
}

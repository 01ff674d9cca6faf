import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  cancelOrphans,
  DataSource,
  disableFailingWebhooks,
  dropOldPartitions,
  expireDeliveries,
  forgetEventKeys,
  makePartitions,
  pruneAudit,
  returnLostDeliveries,
} from '#postgres';
import { Gauge, LOGGER, type Logger, Registry } from '#telemetry';
import { SETTINGS } from '../settings.js';
import { TenantRetention } from './tenant-retention.js';

const EVERY_MS = 10_000;
const LIMIT = 5_000;
const DAY_MS = 86_400_000;

/** What has to be put in order now and then, in small pieces: each is safe to run from several processes at once. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private partitionsTurnedOn = '';
  private readonly lastRun: Gauge;

  constructor(
    private readonly database: DataSource,
    private readonly retention: TenantRetention,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Registry) registry: Registry,
  ) {
    this.lastRun = new Gauge({
      name: 'carehook_housekeeping_last_run_timestamp_seconds',
      help: 'When housekeeping last came through without an error, in Unix time; 0 before',
      registers: [registry],
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.run().finally(() => {
        this.running = undefined;
      });
    }, EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      await returnLostDeliveries(this.database, LIMIT);
      await expireDeliveries(this.database, LIMIT);
      await cancelOrphans(this.database, LIMIT);
      await forgetEventKeys(this.database, LIMIT);
      await this.disableFailing();
      await this.turnPartitionsOncePerDay(Date.now());
      await this.retention.run(Date.now());
      this.lastRun.setToCurrentTime();
    } catch (error) {
      this.logger.warn({ err: error }, 'housekeeping is tried again');
    }
  }

  private async disableFailing(): Promise<void> {
    for (const { id, tenantId } of await disableFailingWebhooks(this.database, SETTINGS.WEBHOOK_FAILING_DAYS)) {
      this.logger.warn({ webhookId: id, tenantId }, 'a webhook was disabled: all of its requests have failed for days');
    }
  }

  private async turnPartitionsOncePerDay(nowMs: number): Promise<void> {
    const today = new Date(nowMs).toISOString().slice(0, 10);
    if (this.partitionsTurnedOn === today) return;
    await makePartitions(this.database, nowMs);
    const dropped = await dropOldPartitions(this.database, nowMs, SETTINGS.RETENTION_DAYS);
    if (dropped.length > 0) this.logger.info({ dropped }, 'partitions beyond their retention were dropped');
    await this.pruneAuditLog(new Date(nowMs - SETTINGS.AUDIT_RETENTION_DAYS * DAY_MS));
    this.partitionsTurnedOn = today;
  }

  private async pruneAuditLog(before: Date): Promise<void> {
    let dropped: number;
    do dropped = await pruneAudit(this.database, before, LIMIT);
    while (dropped > 0);
  }
}

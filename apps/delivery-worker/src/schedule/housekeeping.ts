import { Inject, Injectable } from '@nestjs/common';
import { DAY_MS } from '#domain';
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
import { PeriodicTask } from './periodic.task.js';
import { RejectedRetention } from './rejected.retention.js';
import { TenantRetention } from './tenant-retention.js';

const EVERY_MS = 10_000;
const LIMIT = 5_000;

/** What has to be put in order now and then, in small pieces: each is safe to run from several processes at once. */
@Injectable()
export class Housekeeping extends PeriodicTask {
  private partitionsTurnedOn = '';
  private readonly lastRun: Gauge;

  constructor(
    private readonly database: DataSource,
    private readonly retention: TenantRetention,
    private readonly rejected: RejectedRetention,
    @Inject(LOGGER) logger: Logger,
    @Inject(Registry) registry: Registry,
  ) {
    super(logger, { everyMs: EVERY_MS, whenItFails: 'housekeeping is tried again' });
    this.lastRun = new Gauge({
      name: 'carehook_housekeeping_last_run_timestamp_seconds',
      help: 'When housekeeping last came through without an error, in Unix time; 0 before',
      registers: [registry],
    });
  }

  protected async run(): Promise<void> {
    await returnLostDeliveries(this.database, LIMIT);
    await expireDeliveries(this.database, LIMIT);
    await cancelOrphans(this.database, LIMIT);
    await forgetEventKeys(this.database, LIMIT);
    await this.disableFailing();
    await this.turnPartitionsOncePerDay(Date.now());
    await this.retention.run(Date.now());
    await this.rejected.run(Date.now());
    this.lastRun.setToCurrentTime();
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

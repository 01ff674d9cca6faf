import { Inject, Injectable } from '@nestjs/common';
import { ALERT_KINDS } from '#domain';
import { countOpenAlerts, DataSource, evaluateAlerts, forgetClearedAlerts } from '#postgres';
import { Gauge, LOGGER, type Logger, Registry } from '#telemetry';
import { SETTINGS } from '../settings.js';
import { PeriodicTask } from './periodic.task.js';

const FORGET_LIMIT = 5_000;

/** Looks again and again at what is wrong with webhooks, and opens and clears alerts of it. Several may run side by side. */
@Injectable()
export class AlertsEvaluator extends PeriodicTask {
  private readonly open: Gauge;

  constructor(
    private readonly database: DataSource,
    @Inject(LOGGER) logger: Logger,
    @Inject(Registry) registry: Registry,
  ) {
    super(logger, {
      everyMs: SETTINGS.ALERT_EVALUATION_SECONDS * 1_000,
      atOnce: true,
      whenItFails: 'alerts are evaluated again',
    });
    this.open = new Gauge({
      name: 'carehook_alerts_open',
      help: 'Open alerts of all tenants, acknowledged ones included; each process with the schedule role tells the same',
      labelNames: ['kind'],
      registers: [registry],
    });
  }

  protected async run(): Promise<void> {
    await evaluateAlerts(this.database);
    await forgetClearedAlerts(this.database, SETTINGS.RETENTION_DAYS, FORGET_LIMIT);
    const open = await countOpenAlerts(this.database);
    for (const kind of ALERT_KINDS) this.open.set({ kind }, open.get(kind) ?? 0);
  }
}

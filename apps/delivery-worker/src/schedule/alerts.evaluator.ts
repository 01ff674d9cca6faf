import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ALERT_KINDS } from '#domain';
import { countOpenAlerts, DataSource, evaluateAlerts, forgetClearedAlerts } from '#postgres';
import { Gauge, LOGGER, type Logger, Registry } from '#telemetry';
import { SETTINGS } from '../settings.js';

const FORGET_LIMIT = 5_000;

/** Looks again and again at what is wrong with webhooks, and opens and clears alerts of it. Several may run side by side. */
@Injectable()
export class AlertsEvaluator implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private readonly open: Gauge;

  constructor(
    private readonly database: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Registry) registry: Registry,
  ) {
    this.open = new Gauge({
      name: 'carehook_alerts_open',
      help: 'Open alerts of all tenants, acknowledged ones included; each process with the schedule role tells the same',
      labelNames: ['kind'],
      registers: [registry],
    });
  }

  onApplicationBootstrap(): void {
    const look = () => {
      this.running ??= this.run().finally(() => {
        this.running = undefined;
      });
    };
    this.timer = setInterval(look, SETTINGS.ALERT_EVALUATION_SECONDS * 1_000);
    look();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      await evaluateAlerts(this.database);
      await forgetClearedAlerts(this.database, SETTINGS.RETENTION_DAYS, FORGET_LIMIT);
      const open = await countOpenAlerts(this.database);
      for (const kind of ALERT_KINDS) this.open.set({ kind }, open.get(kind) ?? 0);
    } catch (error) {
      this.logger.warn({ err: error }, 'alerts are evaluated again');
    }
  }
}

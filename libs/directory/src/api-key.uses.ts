import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, recordKeyUses } from '#postgres';
import { LOGGER, type Logger } from '#telemetry';
import { ApiKeyDirectory } from './api-key.directory.js';

const EVERY_MS = 60_000;

/** Writes down once a minute, and at the end, when keys were last used. What cannot be written is left out: it is no ledger. */
@Injectable()
export class ApiKeyUses implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly apiKeys: ApiKeyDirectory,
    private readonly database: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.write(), EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    try {
      await recordKeyUses(this.database, this.apiKeys.takeUses());
    } catch (error) {
      this.logger.warn({ err: error }, 'when API keys were last used could not be written down');
    }
  }
}

import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from '#telemetry';

export interface PeriodicTaskOptions {
  readonly everyMs: number;
  /** Whether it is done at the start, too. */
  readonly atOnce?: boolean;
  /** What is logged when it fails; it is done again at its next time. */
  readonly whenItFails: string;
}

/** Something that is done every so often while the app runs, once at a time. */
export abstract class PeriodicTask implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  /** The app is stopping: what is long should come to an end. */
  protected stopped = false;

  protected constructor(
    protected readonly logger: Logger,
    private readonly options: PeriodicTaskOptions,
  ) {}

  protected abstract run(): Promise<void>;

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.runAlone(), this.options.everyMs);
    if (this.options.atOnce) this.runAlone();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.running;
  }

  private runAlone(): void {
    this.running ??= this.run()
      .catch((error: unknown) => this.logger.warn({ err: error }, this.options.whenItFails))
      .finally(() => {
        this.running = undefined;
      });
  }
}

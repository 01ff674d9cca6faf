import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createLogger, type Logger } from './logger.js';
import { createRegistry, Registry } from './metrics.js';
import type { TraceTarget } from './span.exporter.js';
import { Tracing } from './tracing.js';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('logger');

export interface TelemetryOptions {
  readonly app: string;
  readonly logLevel: string;
  /** Spans are recorded only where they go somewhere. */
  readonly traces?: TraceTarget | undefined;
}

/** The process's logger (`LOGGER`), metrics (`Registry`) and spans (`Tracing`), for every module. */
@Global()
@Module({})
export class TelemetryModule implements OnApplicationShutdown {
  static forRoot({ app, logLevel, traces }: TelemetryOptions): DynamicModule {
    return {
      module: TelemetryModule,
      providers: [
        { provide: LOGGER, useFactory: () => createLogger(app, logLevel) },
        { provide: Registry, useFactory: () => createRegistry(app) },
        { provide: Tracing, useFactory: (logger: Logger) => openTracing(app, traces, logger), inject: [LOGGER] },
      ],
      exports: [LOGGER, Registry, Tracing],
    };
  }

  constructor(@Inject(Tracing) private readonly tracing: Tracing) {}

  onApplicationShutdown(): Promise<void> {
    return this.tracing.close();
  }
}

async function openTracing(app: string, traces: TraceTarget | undefined, logger: Logger): Promise<Tracing> {
  if (!traces) return new Tracing();
  const { exportingTracing } = await import('./span.exporter.js');
  return exportingTracing(app, traces, logger);
}

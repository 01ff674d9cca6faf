import { type DynamicModule, Global, Module } from '@nestjs/common';
import { createLogger } from './logger.js';
import { createRegistry, Registry } from './metrics.js';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('logger');

/** The process's logger (`LOGGER`) and metrics (`Registry`), for every module. */
@Global()
@Module({})
export class TelemetryModule {
  static forRoot(options: { app: string; logLevel: string }): DynamicModule {
    return {
      module: TelemetryModule,
      providers: [
        { provide: LOGGER, useFactory: () => createLogger(options.app, options.logLevel) },
        { provide: Registry, useFactory: () => createRegistry(options.app) },
      ],
      exports: [LOGGER, Registry],
    };
  }
}

import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { PostgresSettings } from '#config';
import { LOGGER, type Logger, type ReadinessCheck } from '#telemetry';
import { openDatabase } from './database.js';

/** PostgreSQL is ready when it answers. */
export class PostgresReadiness implements ReadinessCheck {
  readonly name = 'postgres';
  constructor(private readonly database: DataSource) {}
  async check(): Promise<void> {
    await this.database.query('select 1');
  }
}

/** The process's connection pool, for injection as `DataSource`; closed when the app shuts down. */
@Global()
@Module({})
export class PostgresModule {
  static forRoot(app: string, settings: PostgresSettings): DynamicModule {
    return {
      module: PostgresModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [LOGGER],
          // openDatabase sets all options itself; the logger has to come in through Nest.
          useFactory: (logger: Logger) => ({ type: 'postgres', extra: logger }),
          dataSourceFactory: (options) => openDatabase(app, settings, (options as { extra: Logger }).extra),
        }),
      ],
      providers: [
        {
          provide: PostgresReadiness,
          useFactory: (database: DataSource) => new PostgresReadiness(database),
          inject: [DataSource],
        },
      ],
      exports: [PostgresReadiness],
    };
  }
}

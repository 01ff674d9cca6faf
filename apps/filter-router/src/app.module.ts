import { randomBytes } from 'node:crypto';
import { Module, type OnModuleInit } from '@nestjs/common';
import { masterKeysOf, traceTargetOf } from '#config';
import { DirectoryModule } from '#directory';
import { HealthModule } from '#http-api';
import { KafkaModule, KafkaReadiness } from '#kafka';
import { DataSource, PostgresModule, refuseUnknownMasterKeys } from '#postgres';
import { SecretSealer } from '#signing';
import { TelemetryModule } from '#telemetry';
import { DuplicateEvents } from './routing/duplicate.events.js';
import { EventsRouter } from './routing/events.router.js';
import { RouterMetrics } from './routing/router.metrics.js';
import { APP_NAME, SETTINGS } from './settings.js';

@Module({
  imports: [
    TelemetryModule.forRoot({ app: APP_NAME, logLevel: SETTINGS.LOG_LEVEL, traces: traceTargetOf(SETTINGS) }),
    PostgresModule.forRoot(APP_NAME, SETTINGS),
    DirectoryModule.forRoot(SETTINGS),
    KafkaModule.forRoot(APP_NAME, SETTINGS),
    HealthModule.forRoot(KafkaReadiness),
  ],
  controllers: [EventsRouter],
  providers: [DuplicateEvents, RouterMetrics],
})
export class AppModule implements OnModuleInit {
  constructor(private readonly database: DataSource) {}

  onModuleInit(): Promise<void> {
    return refuseUnknownMasterKeys(this.database, new SecretSealer(masterKeysOf(SETTINGS), randomBytes));
  }
}

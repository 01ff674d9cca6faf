import { Module } from '@nestjs/common';
import { DirectoryModule } from '#directory';
import { HealthModule } from '#http-api';
import { KafkaModule, KafkaReadiness } from '#kafka';
import { PostgresModule } from '#postgres';
import { TelemetryModule } from '#telemetry';
import { DuplicateEvents } from './routing/duplicate.events.js';
import { EventsRouter } from './routing/events.router.js';
import { RouterMetrics } from './routing/router.metrics.js';
import { APP_NAME, SETTINGS } from './settings.js';

@Module({
  imports: [
    TelemetryModule.forRoot({ app: APP_NAME, logLevel: SETTINGS.LOG_LEVEL }),
    PostgresModule.forRoot(APP_NAME, SETTINGS),
    DirectoryModule.forRoot(SETTINGS),
    KafkaModule.forRoot(APP_NAME, SETTINGS),
    HealthModule.forRoot(KafkaReadiness),
  ],
  controllers: [EventsRouter],
  providers: [DuplicateEvents, RouterMetrics],
})
export class AppModule {}

import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { traceTargetOf } from '#config';
import { DirectoryModule } from '#directory';
import { HealthModule, RateLimiter, RolesGuard } from '#http-api';
import { KafkaModule, KafkaReadiness, MAX_BACKLOG_BYTES } from '#kafka';
import { PostgresModule } from '#postgres';
import { TelemetryModule } from '#telemetry';
import { EventIntakeMetrics } from './intake/event-intake.metrics.js';
import { EventsController } from './intake/events.controller.js';
import { TenantShares } from './intake/tenant.shares.js';
import { APP_NAME, SETTINGS } from './settings.js';

@Module({
  imports: [
    TelemetryModule.forRoot({ app: APP_NAME, logLevel: SETTINGS.LOG_LEVEL, traces: traceTargetOf(SETTINGS) }),
    PostgresModule.forRoot(APP_NAME, SETTINGS),
    DirectoryModule.forRoot(SETTINGS),
    KafkaModule.forRoot(APP_NAME, SETTINGS),
    HealthModule.forRoot(KafkaReadiness),
  ],
  controllers: [EventsController],
  providers: [
    EventIntakeMetrics,
    { provide: TenantShares, useFactory: () => new TenantShares(MAX_BACKLOG_BYTES) },
    { provide: RateLimiter, useFactory: () => new RateLimiter(SETTINGS.INGEST_RATE_LIMIT_PER_SECOND) },
    { provide: APP_GUARD, useClass: RolesGuard },
  ],
})
export class AppModule {}

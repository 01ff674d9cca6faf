import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DirectoryModule } from '#directory';
import { HealthModule, RateLimiter, RolesGuard } from '#http-api';
import { KafkaModule, KafkaReadiness } from '#kafka';
import { PostgresModule, PostgresReadiness } from '#postgres';
import { TelemetryModule } from '#telemetry';
import { AlertsModule } from './alerts/alerts.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { AuditModule } from './audit/audit.module.js';
import { DeliveriesModule } from './deliveries/deliveries.module.js';
import { ErasuresModule } from './erasures/erasures.module.js';
import { EventTypesModule } from './event-types/event-types.module.js';
import { EventsModule } from './events/events.module.js';
import { DialectsModule } from './facades/dialects.module.js';
import { MedilabModule } from './facades/medilab/medilab.module.js';
import { OdontologyModule } from './facades/odontology/odontology.module.js';
import { FiltersModule } from './filters/filters.module.js';
import { LiveModule } from './live/live.module.js';
import { MeModule } from './me/me.module.js';
import { ReplaysModule } from './replays/replays.module.js';
import { APP_NAME, SETTINGS } from './settings.js';
import { StatsModule } from './stats/stats.module.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { TestDeliveriesModule } from './test-deliveries/test-deliveries.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Module({
  imports: [
    TelemetryModule.forRoot({ app: APP_NAME, logLevel: SETTINGS.LOG_LEVEL }),
    PostgresModule.forRoot(APP_NAME, SETTINGS),
    KafkaModule.forRoot(APP_NAME, SETTINGS),
    DirectoryModule.forRoot(SETTINGS),
    HealthModule.forRoot(PostgresReadiness, KafkaReadiness),
    TenantsModule,
    ApiKeysModule,
    MeModule,
    AuditModule,
    WebhooksModule,
    TestDeliveriesModule,
    DeliveriesModule,
    ReplaysModule,
    EventsModule,
    DialectsModule,
    OdontologyModule,
    FiltersModule,
    StatsModule,
    AlertsModule,
    MedilabModule,
    EventTypesModule,
    LiveModule,
    ErasuresModule,
  ],
  providers: [
    { provide: RateLimiter, useFactory: () => new RateLimiter(SETTINGS.API_RATE_LIMIT_PER_SECOND) },
    { provide: APP_GUARD, useClass: RolesGuard },
  ],
})
export class AppModule {}

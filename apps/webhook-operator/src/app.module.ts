import { Module } from '@nestjs/common';
import { HealthModule } from '#http-api';
import { TelemetryModule } from '#telemetry';
import { OperatorModule } from './operator.module.js';
import { APP_NAME, SETTINGS } from './settings.js';
import { WebhookOperator } from './webhook.operator.js';

@Module({
  imports: [
    TelemetryModule.forRoot({ app: APP_NAME, logLevel: SETTINGS.LOG_LEVEL }),
    OperatorModule,
    HealthModule.forRoot(WebhookOperator),
  ],
})
export class AppModule {}

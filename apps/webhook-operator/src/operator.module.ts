import { Global, Module } from '@nestjs/common';
import { OperatorMetrics } from './operator.metrics.js';
import { WebhookOperator } from './webhook.operator.js';

/** Global, for the health check to ask it. */
@Global()
@Module({ providers: [OperatorMetrics, WebhookOperator], exports: [WebhookOperator] })
export class OperatorModule {}

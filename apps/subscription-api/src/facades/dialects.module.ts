import { Module } from '@nestjs/common';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { DialectsController } from './dialects.controller.js';
import { WebhooksHealthController } from './health/webhooks-health.controller.js';
import { WebhooksHealthService } from './health/webhooks-health.service.js';

/** What the API tells and takes in the words of the products. */
@Module({
  imports: [WebhooksModule],
  controllers: [DialectsController, WebhooksHealthController],
  providers: [WebhooksHealthService],
})
export class DialectsModule {}

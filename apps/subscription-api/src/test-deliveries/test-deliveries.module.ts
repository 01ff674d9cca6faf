import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { TestDeliveriesController } from './test-deliveries.controller.js';
import { TestDeliveriesService } from './test-deliveries.service.js';

@Module({
  imports: [LiveModule, WebhooksModule],
  controllers: [TestDeliveriesController],
  providers: [TestDeliveriesService],
  exports: [TestDeliveriesService],
})
export class TestDeliveriesModule {}

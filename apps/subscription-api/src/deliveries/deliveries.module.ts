import { Module } from '@nestjs/common';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesReader } from './deliveries.reader.js';
import { DeliveryActions } from './delivery.actions.js';
import { EventArrival } from './event.arrival.js';

@Module({
  imports: [WebhooksModule],
  controllers: [DeliveriesController],
  providers: [DeliveriesReader, DeliveryActions, EventArrival],
})
export class DeliveriesModule {}

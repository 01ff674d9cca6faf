import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { ChosenDeliveries } from './chosen.deliveries.js';
import { MissedEvents } from './missed.events.js';
import { ReplaysController } from './replays.controller.js';
import { ReplaysService } from './replays.service.js';

@Module({
  imports: [EventsModule, WebhooksModule],
  controllers: [ReplaysController],
  providers: [ChosenDeliveries, MissedEvents, ReplaysService],
})
export class ReplaysModule {}

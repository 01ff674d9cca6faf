import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/events.module.js';
import { TestDeliveriesModule } from '../../test-deliveries/test-deliveries.module.js';
import { WebhooksModule } from '../../webhooks/webhooks.module.js';
import { MedilabCallsController } from './medilab-calls.controller.js';
import { MedilabCalls } from './medilab-calls.reader.js';
import { MedilabEvents } from './medilab-events.service.js';
import { MedilabStats } from './medilab-stats.reader.js';
import { MedilabTests } from './medilab-tests.service.js';
import { MedilabWebhooksController } from './medilab-webhooks.controller.js';
import { MedilabWebhooks } from './medilab-webhooks.service.js';

/** MediLab's REST API over the same services as our own. */
@Module({
  imports: [EventsModule, WebhooksModule, TestDeliveriesModule],
  controllers: [MedilabCallsController, MedilabWebhooksController],
  providers: [MedilabCalls, MedilabWebhooks, MedilabTests, MedilabStats, MedilabEvents],
})
export class MedilabModule {}

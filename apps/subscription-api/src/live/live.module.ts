import { Module } from '@nestjs/common';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { LiveEventsHandler } from './events.handler.js';
import { LiveController } from './live.controller.js';
import { LiveHub } from './live.hub.js';
import { LiveMetrics } from './live.metrics.js';
import { LiveTopics } from './live.topics.js';
import { OutcomeWatch } from './outcome.watch.js';
import { OutcomesHandler } from './outcomes.handler.js';

@Module({
  imports: [WebhooksModule],
  controllers: [LiveController, OutcomesHandler, LiveEventsHandler],
  providers: [LiveTopics, LiveMetrics, LiveHub, OutcomeWatch],
  exports: [OutcomeWatch],
})
export class LiveModule {}

import { Module } from '@nestjs/common';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { StatsController } from './stats.controller.js';
import { StatsReader } from './stats.reader.js';

@Module({ imports: [WebhooksModule], controllers: [StatsController], providers: [StatsReader] })
export class StatsModule {}

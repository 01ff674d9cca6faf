import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { FiltersController } from './filters.controller.js';
import { FiltersService } from './filters.service.js';

@Module({ imports: [EventsModule, WebhooksModule], controllers: [FiltersController], providers: [FiltersService] })
export class FiltersModule {}

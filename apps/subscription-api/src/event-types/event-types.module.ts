import { Module } from '@nestjs/common';
import { EventTypesController } from './event-types.controller.js';
import { EventTypesReader } from './event-types.reader.js';
import { EventTypesService } from './event-types.service.js';

@Module({ controllers: [EventTypesController], providers: [EventTypesReader, EventTypesService] })
export class EventTypesModule {}

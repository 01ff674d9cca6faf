import { Module } from '@nestjs/common';
import { EventUnsealer } from './event.unsealer.js';
import { EventsController } from './events.controller.js';
import { EventsReader } from './events.reader.js';

@Module({
  controllers: [EventsController],
  providers: [EventsReader, EventUnsealer],
  exports: [EventsReader, EventUnsealer],
})
export class EventsModule {}

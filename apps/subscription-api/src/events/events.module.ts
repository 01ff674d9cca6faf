import { Module } from '@nestjs/common';
import { EventUnsealer } from './event.unsealer.js';
import { EventsController } from './events.controller.js';
import { EventsReader } from './events.reader.js';
import { RejectedController } from './rejected.controller.js';
import { RejectedReader } from './rejected.reader.js';

@Module({
  // `rejected` before what else may stand in its place in the path: an event's id.
  controllers: [RejectedController, EventsController],
  providers: [EventsReader, EventUnsealer, RejectedReader],
  exports: [EventsReader, EventUnsealer],
})
export class EventsModule {}

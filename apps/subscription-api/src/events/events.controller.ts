import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { EventListQuery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { type EventJson, eventBody } from './event.json.js';
import { EventsReader } from './events.reader.js';

@ApiTags('Events')
@Roles('admin', 'viewer')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly events: EventsReader) {}

  @Audited('event.list')
  @Get()
  @ApiOperation({ summary: 'List events without their data, newest first' })
  list(
    @CurrentCaller() { tenantId }: Caller,
    @Query({ schema: EventListQuery }) query: EventListQuery,
  ): Promise<Page<EventJson>> {
    return this.events.list(tenantId, query);
  }

  @Audited('event.read', { object: 'event' })
  @Get(':id')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    summary: 'Get an event with its data, by its uid or by the evt_… id that it was given when accepted',
  })
  async get(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<Buffer> {
    return eventBody(await this.events.find(tenantId, id));
  }
}

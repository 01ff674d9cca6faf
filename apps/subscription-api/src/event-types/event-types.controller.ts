import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiError, type Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { EventSampleQuery, EventTypeCreate, EventTypeListQuery, EventTypeQuery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { type EventSampleJson, eventSample } from './event-sample.js';
import type { EventTypeJson } from './event-type.json.js';
import { EventTypesReader } from './event-types.reader.js';
import { EventTypesService } from './event-types.service.js';

@ApiTags('Event types')
@Roles('admin', 'viewer', 'producer')
@Controller('v1/event-types')
export class EventTypesController {
  constructor(
    private readonly eventTypes: EventTypesReader,
    private readonly ownTypes: EventTypesService,
  ) {}

  @Get()
  @ApiOperation({ summary: "List event types: the tenant's own, and those built into its dialect" })
  list(
    @CurrentCaller() { tenantId }: Caller,
    @Query({ schema: EventTypeListQuery }) query: EventTypeListQuery,
  ): Promise<Page<EventTypeJson>> {
    return this.eventTypes.list(tenantId, query);
  }

  @Get(':type')
  @ApiOperation({ summary: 'Get an event type' })
  async get(
    @CurrentCaller() { tenantId }: Caller,
    @Param('type') type: string,
    @Query({ schema: EventTypeQuery }) { dialect, version }: EventTypeQuery,
  ): Promise<EventTypeJson> {
    return this.eventTypes.find(tenantId, type, [await this.eventTypes.dialectOf(tenantId, dialect)], version);
  }

  @Get(':type/sample')
  @ApiOperation({ summary: 'Show the request that a receiver would get of the example of an event type' })
  async sample(
    @CurrentCaller() { tenantId }: Caller,
    @Param('type') type: string,
    @Query({ schema: EventSampleQuery }) query: EventSampleQuery,
  ): Promise<EventSampleJson> {
    const dialect = await this.eventTypes.dialectOf(tenantId, query.dialect);
    // A type that the dialect does not document can be sent in it all the same.
    const dialects = [dialect, await this.eventTypes.dialectOf(tenantId, undefined)];
    const { example } = await this.eventTypes.find(tenantId, type, dialects);
    if (example === null) throw ApiError.notFound('an example of this event type');
    return eventSample(dialect, tenantId, type, example);
  }

  @Audited('event-type.create', { object: 'event-type' })
  @Post()
  @Roles('admin')
  @ApiOperation({ summary: "Create an event type of the tenant's own, or the next version of one" })
  create(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: EventTypeCreate }) body: EventTypeCreate,
  ): Promise<EventTypeJson> {
    return this.ownTypes.create(tenantId, body);
  }

  @Audited('event-type.delete', { object: 'event-type' })
  @Delete(':type')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: "Delete an event type of the tenant's own with all its versions" })
  delete(@CurrentCaller() { tenantId }: Caller, @Param('type') type: string): Promise<void> {
    return this.ownTypes.delete(tenantId, type);
  }
}

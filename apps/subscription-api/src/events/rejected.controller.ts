import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { RejectedListQuery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { type RejectedJson, RejectedReader } from './rejected.reader.js';

@ApiTags('Events')
@Roles('admin', 'viewer')
@Controller('v1/events/rejected')
export class RejectedController {
  constructor(private readonly rejected: RejectedReader) {}

  @Get()
  @Audited('event.list-rejected')
  @ApiOperation({
    summary: 'List records of Kafka that could not become an event or were refused, with the reason, newest first',
  })
  list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: RejectedListQuery }) query: RejectedListQuery,
  ): Promise<Page<RejectedJson>> {
    return this.rejected.list(caller, query);
  }
}

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { FilterExplain } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import { type FilterAnswer, FiltersService } from './filters.service.js';

@ApiTags('Webhooks')
@Roles('admin', 'viewer')
@Controller('v1/filters')
export class FiltersController {
  constructor(private readonly filters: FiltersService) {}

  @Audited('filter.explain')
  @Post('explain')
  @HttpCode(200)
  @ApiOperation({ summary: 'Tell whether a webhook or filters match an event, and why; nothing is sent' })
  explain(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: FilterExplain }) body: FilterExplain,
  ): Promise<FilterAnswer> {
    return this.filters.explain(tenantId, body);
  }
}

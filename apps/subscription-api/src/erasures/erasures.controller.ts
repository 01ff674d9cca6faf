import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { ErasureCreate, PageQuery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import type { ErasureJson } from './erasure.json.js';
import { ErasuresService } from './erasures.service.js';

@ApiTags('Erasures')
@Roles('admin')
@Controller('v1/erasures')
export class ErasuresController {
  constructor(private readonly erasures: ErasuresService) {}

  @Audited('erasure.create', { object: 'erasure' })
  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Erase what is kept of a subject; the answer is the receipt, which fills as it is done' })
  create(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: ErasureCreate }) body: ErasureCreate,
  ): Promise<ErasureJson> {
    return this.erasures.create(tenantId, body);
  }

  @Get()
  @ApiOperation({ summary: 'List the receipts of erasures, newest first' })
  list(
    @CurrentCaller() { tenantId }: Caller,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<Page<ErasureJson>> {
    return this.erasures.list(tenantId, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get the receipt of an erasure' })
  get(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<ErasureJson> {
    return this.erasures.get(tenantId, id);
  }
}

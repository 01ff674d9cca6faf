import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { DataKeyDrop, PageQuery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { type DataKeyJson, DataKeysService } from './data-keys.service.js';

@ApiTags('Tenants')
@Roles('operator', 'admin')
@Controller('v1/tenants/:id/data-keys')
export class DataKeysController {
  constructor(private readonly dataKeys: DataKeysService) {}

  @Get()
  @Roles('operator', 'admin', 'viewer')
  @ApiOperation({ summary: "List a tenant's data keys, dropped ones included, newest first" })
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<Page<DataKeyJson>> {
    return this.dataKeys.list(caller, id, query);
  }

  @Audited('data-key.create', { object: 'tenant' })
  @Post()
  @ApiOperation({
    summary: 'Make the data key that seals new events from now on; what older ones sealed stays readable',
  })
  rotate(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DataKeyJson> {
    return this.dataKeys.rotate(caller, id);
  }

  @Audited('data-key.drop', { object: 'tenant' })
  @Delete(':keyId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Drop a data key for good: all data that it sealed is erased' })
  async drop(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('keyId') keyId: string,
    @Body({ schema: DataKeyDrop }) _confirmed: DataKeyDrop,
  ): Promise<void> {
    await this.dataKeys.drop(caller, id, keyId);
  }
}

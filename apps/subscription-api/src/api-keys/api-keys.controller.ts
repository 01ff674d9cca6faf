import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { ApiKeyCreate, ApiKeyRotate, PageQuery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import type { ApiKeyJson } from './api-key.json.js';
import { ApiKeysService, type RotatedApiKey } from './api-keys.service.js';

@ApiTags('API keys')
@Roles('admin')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Audited('api-key.create', { object: 'api-key' })
  @Post()
  @ApiOperation({ summary: 'Create an API key; the answer tells it, once' })
  create(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: ApiKeyCreate }) body: ApiKeyCreate,
  ): Promise<ApiKeyJson & { key: string }> {
    return this.apiKeys.create(tenantId, body);
  }

  @Get()
  @ApiOperation({ summary: 'List the API keys that were not revoked, newest first' })
  list(
    @CurrentCaller() { tenantId }: Caller,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<Page<ApiKeyJson>> {
    return this.apiKeys.list(tenantId, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get an API key, but for the key itself' })
  get(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<ApiKeyJson> {
    return this.apiKeys.get(tenantId, id);
  }

  @Audited('api-key.rotate', { object: 'api-key' })
  @Post(':id/rotate')
  @ApiOperation({ summary: 'Make an API key that replaces one; the answer tells it, once' })
  rotate(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body({ schema: ApiKeyRotate }) body: ApiKeyRotate,
  ): Promise<RotatedApiKey> {
    return this.apiKeys.rotate(caller, id, body);
  }

  @Audited('api-key.revoke', { object: 'api-key' })
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key; within a second it works nowhere' })
  revoke(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    return this.apiKeys.revoke(caller, id);
  }
}

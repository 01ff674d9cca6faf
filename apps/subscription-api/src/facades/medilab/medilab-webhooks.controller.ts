import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { Audited } from '../../audit/audited.decorator.js';
import { BASE_PATH } from './medilab.names.js';
import { MedilabCreate, MedilabListQuery, MedilabUpdate } from './medilab.schema.js';
import type { MedilabWebhook } from './medilab-webhook.map.js';
import { MedilabWebhooks } from './medilab-webhooks.service.js';

/** The management of webhooks as MediLab's page documents it. Each path may end with a slash. */
@ApiTags('MediLab')
@Roles('admin')
@Controller(BASE_PATH)
export class MedilabWebhooksController {
  constructor(private readonly webhooks: MedilabWebhooks) {}

  @Audited('webhook.create', { object: 'webhook' })
  @Post()
  @ApiOperation({ summary: 'Create a webhook; the answer tells its secret, once' })
  create(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: MedilabCreate }) body: MedilabCreate,
  ): Promise<MedilabWebhook> {
    return this.webhooks.create(tenantId, body);
  }

  @Get()
  @Roles('admin', 'viewer')
  @ApiOperation({ summary: 'List webhooks, newest first' })
  list(
    @CurrentCaller() { tenantId }: Caller,
    @Query({ schema: MedilabListQuery }) query: MedilabListQuery,
  ): Promise<MedilabWebhook[]> {
    return this.webhooks.list(tenantId, query);
  }

  @Get(':id')
  @Roles('admin', 'viewer')
  @ApiOperation({ summary: 'Get a webhook' })
  get(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<MedilabWebhook> {
    return this.webhooks.get(tenantId, id);
  }

  @Audited('webhook.update', { object: 'webhook' })
  @Put(':id')
  @ApiOperation({ summary: 'Change the given fields of a webhook' })
  update(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Body({ schema: MedilabUpdate }) body: MedilabUpdate,
  ): Promise<MedilabWebhook> {
    return this.webhooks.update(tenantId, id, body);
  }

  @Audited('webhook.delete', { object: 'webhook' })
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook; what waits for it is cancelled' })
  remove(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<void> {
    return this.webhooks.remove(tenantId, id);
  }

  @Audited('webhook.activate', { object: 'webhook' })
  @Post(':id/activate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable a webhook; what waits for it is delivered' })
  activate(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<MedilabWebhook> {
    return this.webhooks.update(tenantId, id, { is_active: true });
  }

  @Audited('webhook.deactivate', { object: 'webhook' })
  @Post(':id/deactivate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Disable a webhook; what is due for it waits' })
  deactivate(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<MedilabWebhook> {
    return this.webhooks.update(tenantId, id, { is_active: false });
  }
}

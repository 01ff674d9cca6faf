import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { SecretRotate, WebhookCreate, WebhookListQuery, WebhookUpdate } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { SecretRotation } from './secret-rotation.service.js';
import { type WebhookJson, webhookJson } from './webhook.json.js';
import { WebhooksReader } from './webhooks.reader.js';
import { type WebhookAnswer, WebhooksService } from './webhooks.service.js';

@ApiTags('Webhooks')
@Roles('admin')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly reader: WebhooksReader,
    private readonly rotation: SecretRotation,
  ) {}

  @Audited('webhook.create', { object: 'webhook' })
  @Post()
  @ApiOperation({ summary: 'Create a webhook; the answer tells its secret, once' })
  create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: WebhookCreate }) body: WebhookCreate,
  ): Promise<WebhookAnswer> {
    return this.webhooks.create(caller.tenantId, body);
  }

  @Get()
  @Roles('admin', 'viewer')
  @ApiOperation({ summary: 'List webhooks, newest first' })
  list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: WebhookListQuery }) query: WebhookListQuery,
  ): Promise<Page<WebhookJson>> {
    return this.reader.list(caller.tenantId, query);
  }

  @Get(':id')
  @Roles('admin', 'viewer')
  @ApiOperation({ summary: 'Get a webhook' })
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<WebhookJson> {
    return webhookJson(await this.reader.find(caller.tenantId, id));
  }

  @Audited('webhook.update', { object: 'webhook' })
  @Put(':id')
  @ApiOperation({ summary: 'Change the given fields of a webhook (the same as PATCH)' })
  put(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body({ schema: WebhookUpdate }) body: WebhookUpdate,
  ): Promise<WebhookAnswer> {
    return this.webhooks.update(caller.tenantId, id, body);
  }

  @Audited('webhook.update', { object: 'webhook' })
  @Patch(':id')
  @ApiOperation({ summary: 'Change the given fields of a webhook' })
  patch(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body({ schema: WebhookUpdate }) body: WebhookUpdate,
  ): Promise<WebhookAnswer> {
    return this.webhooks.update(caller.tenantId, id, body);
  }

  @Audited('webhook.delete', { object: 'webhook' })
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook; what waits for it is cancelled' })
  remove(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    return this.webhooks.remove(caller.tenantId, id);
  }

  @Audited('webhook.activate', { object: 'webhook' })
  @Post(':id/activate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Enable a webhook; what waits for it is delivered' })
  activate(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<WebhookAnswer> {
    return this.webhooks.update(caller.tenantId, id, { active: true });
  }

  @Audited('webhook.deactivate', { object: 'webhook' })
  @Post(':id/deactivate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Disable a webhook; what is due for it waits' })
  deactivate(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<WebhookAnswer> {
    return this.webhooks.update(caller.tenantId, id, { active: false });
  }

  @Audited('webhook.rotate-secret', { object: 'webhook' })
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a webhook a new secret; the answer tells it, once' })
  rotateSecret(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body({ schema: SecretRotate }) body: SecretRotate,
  ): Promise<WebhookAnswer> {
    return this.rotation.rotate(caller.tenantId, id, body);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiError, type Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import type { WebhookEntity } from '#postgres';
import { Audited } from '../../audit/audited.decorator.js';
import { WebhooksReader } from '../../webhooks/webhooks.reader.js';
import { WebhooksService } from '../../webhooks/webhooks.service.js';
import { OdontologyCreate, OdontologyDelete } from './odontology.document.js';
import { ODONTOLOGY_PATH } from './odontology.errors.js';

const DIALECT = 'odontology';

/** The "Webhook Management API" of OdontologyApp's page, over the tenant's webhooks of that dialect. */
@ApiTags('OdontologyApp')
@Roles('admin')
@Controller(ODONTOLOGY_PATH)
export class OdontologyController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly reader: WebhooksReader,
  ) {}

  @Get()
  @ApiOperation({ summary: "List the tenant's OdontologyApp webhooks, oldest first" })
  async list(@CurrentCaller() { tenantId }: Caller): Promise<{ webhooks: OdontologyWebhook[] }> {
    const webhooks = await this.reader.listOfDialect(tenantId, DIALECT);
    return { webhooks: webhooks.map(odontologyWebhook) };
  }

  @Audited('webhook.create', { object: 'webhook' })
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Create an OdontologyApp webhook; the answer tells its secret, once' })
  async create(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: OdontologyCreate }) body: OdontologyCreate,
  ): Promise<{ success: true; id: string; secret: string | undefined }> {
    const { id, secret } = await this.webhooks.create(tenantId, { ...body, active: true, dialect: DIALECT });
    return { success: true, id, secret };
  }

  @Audited('webhook.delete', { object: 'webhook' })
  @Delete()
  @ApiOperation({ summary: 'Delete the OdontologyApp webhook whose id the body names' })
  async remove(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: OdontologyDelete }) { id }: OdontologyDelete,
  ): Promise<{ success: true }> {
    const { dialect } = await this.reader.find(tenantId, id);
    if (dialect !== DIALECT) throw ApiError.notFound('this webhook');
    await this.webhooks.remove(tenantId, id);
    return { success: true };
  }
}

/** The columns that the page's query selects; its database gives `is_active` as 1 or 0. */
function odontologyWebhook({ id, name, url, events, active, createdAt }: WebhookEntity) {
  return { id, name, url, events, is_active: active ? 1 : 0, created_at: createdAt.toISOString() };
}
type OdontologyWebhook = ReturnType<typeof odontologyWebhook>;

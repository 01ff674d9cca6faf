import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { DeliveryListQuery, WebhookDeliveriesQuery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { DeliveriesReader } from './deliveries.reader.js';
import { DeliveryActions } from './delivery.actions.js';
import type { AttemptJson, DeliveryJson } from './delivery.json.js';

@ApiTags('Deliveries')
@Roles('admin', 'viewer')
@Controller('v1')
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveriesReader,
    private readonly webhooks: WebhooksReader,
    private readonly actions: DeliveryActions,
  ) {}

  @Get('deliveries')
  @ApiOperation({ summary: 'List deliveries, newest first' })
  list(
    @CurrentCaller() { tenantId }: Caller,
    @Query({ schema: DeliveryListQuery }) query: DeliveryListQuery,
  ): Promise<Page<DeliveryJson>> {
    return this.deliveries.list(tenantId, query);
  }

  @Get('webhooks/:id/deliveries')
  @ApiOperation({ summary: "List a webhook's deliveries, newest first" })
  async listOfWebhook(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Query({ schema: WebhookDeliveriesQuery }) query: WebhookDeliveriesQuery,
  ): Promise<Page<DeliveryJson>> {
    const webhook = await this.webhooks.find(tenantId, id);
    return this.deliveries.list(tenantId, { ...query, webhookId: webhook.id });
  }

  @Get('deliveries/:id')
  @ApiOperation({ summary: 'Get a delivery' })
  get(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<DeliveryJson> {
    return this.deliveries.get(tenantId, id);
  }

  @Audited('delivery.read-attempts', { object: 'delivery' })
  @Get('deliveries/:id/attempts')
  @ApiOperation({ summary: 'List the requests that were made for a delivery' })
  attempts(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<Page<AttemptJson>> {
    return this.deliveries.attempts(tenantId, id);
  }

  @Audited('delivery.retry', { object: 'delivery' })
  @Post('deliveries/:id/retry')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Try a delivery now that is dead or waits' })
  retry(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<DeliveryJson> {
    return this.actions.retry(tenantId, id);
  }

  @Audited('delivery.cancel', { object: 'delivery' })
  @Post('deliveries/:id/cancel')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give up a delivery that waits' })
  cancel(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<DeliveryJson> {
    return this.actions.cancel(tenantId, id);
  }

  @Audited('delivery.replay', { object: 'delivery' })
  @Post('deliveries/:id/replay')
  @Roles('admin')
  @ApiOperation({ summary: 'Send the same event to the same webhook again, as a new delivery' })
  replay(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<DeliveryJson> {
    return this.actions.replay(tenantId, id);
  }
}

import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { DeliveriesCancel, DeliveriesRetry, WebhookRecover, WebhookReplay } from '#payload-schemas';
import { Audited, askedAndCounted } from '../audit/audited.decorator.js';
import { type ChosenAnswer, ChosenDeliveries } from './chosen.deliveries.js';
import { ReplaysService, type Selected } from './replays.service.js';

/** What of the reply is needed: a dry run answers 200, the real call 202. */
interface StatusReply {
  status(code: number): unknown;
}

@ApiTags('Deliveries')
@Roles('admin')
@Controller('v1')
export class ReplaysController {
  constructor(
    private readonly replays: ReplaysService,
    private readonly chosen: ChosenDeliveries,
  ) {}

  @Audited('webhook.replay', { object: 'webhook', after: askedAndCounted })
  @Post('webhooks/:id/replay')
  @HttpCode(202)
  @ApiOperation({ summary: "Repeat a webhook's deliveries of a span, as new ones" })
  replay(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Body({ schema: WebhookReplay }) body: WebhookReplay,
    @Res({ passthrough: true }) reply: StatusReply,
  ): Promise<Selected> {
    if (body.dryRun) reply.status(200);
    return this.replays.replay(tenantId, id, body);
  }

  @Audited('webhook.recover', { object: 'webhook', after: askedAndCounted })
  @Post('webhooks/:id/recover')
  @HttpCode(202)
  @ApiOperation({ summary: 'Try all deliveries of a webhook again that died since a moment' })
  recover(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Body({ schema: WebhookRecover }) body: WebhookRecover,
    @Res({ passthrough: true }) reply: StatusReply,
  ): Promise<Selected> {
    if (body.dryRun) reply.status(200);
    return this.replays.recover(tenantId, id, body);
  }

  @Audited('delivery.retry-many', { after: askedAndCounted })
  @Post('deliveries/retry')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Try dead deliveries of active webhooks again: a selection, or up to 1,000 by their ids',
    description: 'With `ids` the answer also says which of them are `refused`, and the reason of each.',
  })
  retry(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: DeliveriesRetry }) body: DeliveriesRetry,
    @Res({ passthrough: true }) reply: StatusReply,
  ): Promise<Selected | ChosenAnswer> {
    if (body.dryRun) reply.status(200);
    return body.ids ? this.chosen.retry(tenantId, body.ids, body) : this.replays.retry(tenantId, body);
  }

  @Audited('delivery.cancel-many', { after: askedAndCounted })
  @Post('deliveries/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give up deliveries that wait, up to 1,000 by their ids' })
  cancel(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: DeliveriesCancel }) body: DeliveriesCancel,
  ): Promise<ChosenAnswer> {
    return this.chosen.cancel(tenantId, body);
  }
}

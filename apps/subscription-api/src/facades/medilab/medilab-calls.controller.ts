import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, RawBody } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, EVENT_LIMITS } from '#domain';
import { BodyLimit, CurrentCaller, Roles } from '#http-api';
import { Audited } from '../../audit/audited.decorator.js';
import { PayloadRule } from '../../webhooks/webhook-payload.rule.js';
import { BASE_PATH } from './medilab.names.js';
import { MedilabCallsQuery, MedilabTest, MedilabTrigger } from './medilab.schema.js';
import { callsBody } from './medilab-call.json.js';
import { MedilabCalls } from './medilab-calls.reader.js';
import { MedilabEvents } from './medilab-events.service.js';
import { MedilabStats, type MedilabSystemStats, type MedilabWebhookStats } from './medilab-stats.reader.js';
import { type MedilabTestAnswer, MedilabTests } from './medilab-tests.service.js';
import { MedilabWebhooks } from './medilab-webhooks.service.js';

/** Tests, statistics, calls and events by hand, as MediLab's page documents them. Each path may end with a slash. */
@ApiTags('MediLab')
@Roles('admin', 'viewer')
@Controller(BASE_PATH)
export class MedilabCallsController {
  constructor(
    private readonly webhooks: MedilabWebhooks,
    private readonly tests: MedilabTests,
    private readonly stats: MedilabStats,
    private readonly events: MedilabEvents,
    private readonly made: MedilabCalls,
    private readonly payloads: PayloadRule,
  ) {}

  @Audited('webhook.test', { object: 'webhook' })
  @Post(':id/test')
  @Roles('admin')
  @HttpCode(200)
  @ApiBody({ required: false })
  @ApiOperation({ summary: 'Send a test event to a webhook, active or not, and wait for the answer' })
  test(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Body({ schema: MedilabTest }) body: MedilabTest,
  ): Promise<MedilabTestAnswer> {
    return this.tests.send(tenantId, id, body);
  }

  @Get('system/stats')
  @ApiOperation({ summary: 'Tell how all webhooks did' })
  systemStats(@CurrentCaller() { tenantId }: Caller): Promise<MedilabSystemStats> {
    return this.stats.ofTenant(tenantId);
  }

  @Get(':id/stats')
  @ApiOperation({ summary: 'Tell how a webhook did' })
  webhookStats(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<MedilabWebhookStats> {
    return this.stats.ofWebhook(tenantId, id);
  }

  @Audited('webhook.read-calls', { object: 'webhook' })
  @Get(':id/calls')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'List the requests that were made for the newest deliveries, newest first' })
  async calls(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Query({ schema: MedilabCallsQuery }) { limit }: MedilabCallsQuery,
  ): Promise<Buffer> {
    const webhook = await this.webhooks.find(tenantId, id);
    return callsBody(await this.made.newest(webhook, limit), webhook, this.payloads.apiUrl);
  }

  @Audited('event.publish', { object: 'event', after: (_, answer) => answer })
  @Post('events/trigger')
  @Roles('admin', 'producer')
  @HttpCode(202)
  @BodyLimit(EVENT_LIMITS.maxRequestBytes)
  @ApiOperation({ summary: 'Publish an event; it reaches every webhook that wants it, of whatever dialect' })
  async trigger(
    @CurrentCaller() { tenantId }: Caller,
    @Body({ schema: MedilabTrigger }) given: MedilabTrigger,
    @RawBody() body: Buffer,
  ): Promise<{ success: true; event_id: string; event_type: string }> {
    const eventId = await this.events.trigger(tenantId, given, body);
    return { success: true, event_id: eventId, event_type: given.event_type };
  }
}

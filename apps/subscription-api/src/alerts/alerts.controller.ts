import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AlertJson, Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { AlertListQuery } from '#payload-schemas';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { AlertsService } from './alerts.service.js';

@ApiTags('Alerts')
@Roles('admin', 'viewer')
@Controller('v1/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @ApiOperation({ summary: 'List what is or was wrong with webhooks, newest first' })
  list(
    @CurrentCaller() { tenantId }: Caller,
    @Query({ schema: AlertListQuery }) query: AlertListQuery,
  ): Promise<Page<AlertJson>> {
    return this.alerts.list(tenantId, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get an alert' })
  get(@CurrentCaller() { tenantId }: Caller, @Param('id') id: string): Promise<AlertJson> {
    return this.alerts.get(tenantId, id);
  }

  @Post(':id/acknowledge')
  @Roles('admin')
  @Audited('alert.acknowledge', { object: 'alert' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Say that somebody is at it; the alert stays until it clears' })
  acknowledge(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<AlertJson> {
    return this.alerts.acknowledge(caller, id);
  }
}

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { StatsQuery } from '#payload-schemas';
import { StatsReader, type TenantStatsJson, type WebhookStatsJson } from './stats.reader.js';

@ApiTags('Statistics')
@Roles('admin', 'viewer')
@Controller('v1')
export class StatsController {
  constructor(private readonly stats: StatsReader) {}

  @Get('webhooks/:id/stats')
  @ApiOperation({ summary: "Tell a webhook's requests by the hour, its health, and what waits for it" })
  ofWebhook(
    @CurrentCaller() { tenantId }: Caller,
    @Param('id') id: string,
    @Query({ schema: StatsQuery }) { hours }: StatsQuery,
  ): Promise<WebhookStatsJson> {
    return this.stats.ofWebhook(tenantId, id, hours);
  }

  @Get('stats')
  @ApiOperation({ summary: "Tell all of the tenant's requests by the hour" })
  ofTenant(
    @CurrentCaller() { tenantId }: Caller,
    @Query({ schema: StatsQuery }) { hours }: StatsQuery,
  ): Promise<TenantStatsJson> {
    return this.stats.ofTenant(tenantId, hours);
  }
}

import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { WebhooksHealthService } from './webhooks-health.service.js';

@ApiTags('Dialects')
@Roles('admin', 'viewer', 'producer')
@Controller('webhooks/health')
export class WebhooksHealthController {
  constructor(private readonly health: WebhooksHealthService) {}

  @Get()
  @ApiOperation({ summary: "How the tenant's webhooks fare, in the form of its default dialect" })
  get(@CurrentCaller() { tenantId }: Caller) {
    return this.health.ofTenant(tenantId);
  }
}

import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DIALECT_NAMES, DIALECTS, type Dialect, dialectNamed } from '#dialects';
import { ApiError, type Caller } from '#domain';
import { CurrentCaller, Roles } from '#http-api';
import { Audited } from '../audit/audited.decorator.js';
import type { Page } from '../paging/page.js';
import { SETTINGS } from '../settings.js';
import { type WebhookAnswer, WebhooksService } from '../webhooks/webhooks.service.js';
import { inDocumentNames } from './configuration.document.js';
import { type DialectJson, dialectJson } from './dialect.json.js';
import { documentOf } from './facade.registry.js';
import { WebhooksHealthService } from './health/webhooks-health.service.js';

@ApiTags('Dialects')
@Roles('admin', 'viewer', 'producer')
@Controller('v1/dialects')
export class DialectsController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly health: WebhooksHealthService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the dialects: how each product is delivered to' })
  list(): Page<DialectJson> {
    return { data: DIALECTS.map(shown), nextCursor: null };
  }

  @Get(':dialect')
  @ApiOperation({ summary: 'Get a dialect' })
  get(@Param('dialect') name: string): DialectJson {
    return shown(knownDialect(name));
  }

  @Get(':dialect/health')
  @ApiOperation({ summary: "How the tenant's webhooks of a dialect fare, in the form that its product documents" })
  getHealth(@CurrentCaller() { tenantId }: Caller, @Param('dialect') name: string) {
    return this.health.ofDialect(tenantId, knownDialect(name).name);
  }

  @Audited('webhook.create', { object: 'webhook' })
  @Post(':dialect/webhooks')
  @Roles('admin')
  @ApiBody({ schema: { type: 'object' }, description: 'The configuration document of the product.' })
  @ApiOperation({ summary: "Create a webhook from its product's configuration document; the answer tells its secret" })
  async create(
    @CurrentCaller() { tenantId }: Caller,
    @Param('dialect') name: string,
    @Body() body: unknown,
  ): Promise<WebhookAnswer> {
    const dialect = knownDialect(name).name;
    const document = documentOf(dialect);
    const webhook = document.parse(body);
    return this.webhooks.create(tenantId, { ...webhook, dialect }).catch((error: unknown) => {
      throw inDocumentNames(error, document);
    });
  }
}

const shown = (dialect: Dialect) => dialectJson(dialect, SETTINGS.SENDING_IP_RANGES);

/** @throws ApiError NOT_FOUND */
function knownDialect(name: string): Dialect {
  if (!DIALECT_NAMES.includes(name)) throw ApiError.notFound('this dialect');
  return dialectNamed(name);
}

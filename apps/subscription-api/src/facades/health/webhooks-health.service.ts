import { Injectable } from '@nestjs/common';
import { dialectNamed } from '#dialects';
import { HOUR_MS } from '#domain';
import { DataSource, readConfirmations, type WebhookEntity } from '#postgres';
import { defaultDialectOf } from '../../tenants/default-dialect.js';
import { WebhooksReader } from '../../webhooks/webhooks.reader.js';
import { healthFormOf } from '../facade.registry.js';
import type { HealthFacts } from './health.facts.js';

/** What may lie between the end of a delivery's life and the record of its last attempt. */
const SLACK_MS = HOUR_MS;

/** Says how a tenant's webhooks fare, as a product's page says it. */
@Injectable()
export class WebhooksHealthService {
  constructor(
    private readonly database: DataSource,
    private readonly webhooks: WebhooksReader,
  ) {}

  /** In the form of the tenant's default dialect. */
  async ofTenant(tenantId: string) {
    return this.ofDialect(tenantId, await defaultDialectOf(this.database, tenantId));
  }

  /** @throws UnknownDialect */
  async ofDialect(tenantId: string, dialectName: string) {
    return healthFormOf(dialectName)(this.factsOf(tenantId, dialectName));
  }

  private factsOf(tenantId: string, dialectName: string): HealthFacts {
    const dialect = dialectNamed(dialectName);
    let listed: Promise<WebhookEntity[]> | undefined;
    const webhooks = () => {
      listed ??= this.webhooks.listOfDialect(tenantId, dialectName);
      return listed;
    };
    return {
      nowMs: Date.now(),
      countActiveWebhooks: () => this.webhooks.countActive(tenantId),
      newestActiveUrl: async () => (await webhooks()).findLast(({ active }) => active)?.url,
      confirmations: async (sinceMs) => {
        const known = await webhooks();
        return readConfirmations(this.database, {
          tenantId,
          webhookIds: known.map(({ id }) => id),
          sinceMs,
          maxAgeMs: SLACK_MS + Math.max(0, ...known.map(({ retryConfig }) => dialect.maxAgeMs(retryConfig))),
        });
      },
    };
  }
}

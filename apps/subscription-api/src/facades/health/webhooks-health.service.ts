import { Injectable } from '@nestjs/common';
import { dialectNamed } from '#dialects';
import { DataSource, TenantEntity, type WebhookEntity } from '#postgres';
import { WebhooksReader } from '../../webhooks/webhooks.reader.js';
import { healthFormOf } from '../facade.registry.js';
import { ConfirmationsReader } from './confirmations.reader.js';
import type { HealthFacts } from './health.facts.js';

/** Says how a tenant's webhooks fare, as a product's page says it. */
@Injectable()
export class WebhooksHealthService {
  constructor(
    private readonly database: DataSource,
    private readonly webhooks: WebhooksReader,
    private readonly confirmations: ConfirmationsReader,
  ) {}

  /** In the form of the tenant's default dialect. */
  async ofTenant(tenantId: string) {
    const { defaultDialect } = await this.database.manager.findOneByOrFail(TenantEntity, { id: tenantId });
    return this.ofDialect(tenantId, defaultDialect);
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
        const maxAgeMs = Math.max(0, ...known.map(({ retryConfig }) => dialect.maxAgeMs(retryConfig)));
        const ids = known.map(({ id }) => id);
        return this.confirmations.since(tenantId, ids, sinceMs, maxAgeMs);
      },
    };
  }
}

import type { Confirmations } from '#postgres';

/** What is known about a tenant's webhooks. Each fact is looked up only where an answer tells it. */
export interface HealthFacts {
  readonly nowMs: number;
  /** Of the tenant, whatever they speak. */
  readonly countActiveWebhooks: () => Promise<number>;
  /** Of the newest active webhook of the dialect that was asked about. */
  readonly newestActiveUrl: () => Promise<string | undefined>;
  /** Of the dialect's webhooks: deliveries that a receiver confirmed since a moment, and when it last did so at all. */
  readonly confirmations: (sinceMs: number) => Promise<Confirmations>;
}

/** How a product's page writes the answer about the health of webhooks. */
export type HealthForm = (facts: HealthFacts) => Promise<Readonly<Record<string, unknown>>>;

import { Injectable } from '@nestjs/common';
import { DataSource, readDialectTotals, readHealth } from '#postgres';
import { averageDurationMs, successRate } from '../../stats/stats.json.js';
import { DIALECT } from './medilab.names.js';
import { MedilabWebhooks } from './medilab-webhooks.service.js';

/** The page's five metrics, of all time. A call is one request that was made, tests included. */
export interface CallStats {
  readonly total_calls: number;
  readonly successful_calls: number;
  readonly failed_calls: number;
  /** Percent; null where nothing was called, as is the time. */
  readonly success_rate: number | null;
  readonly average_response_time_ms: number | null;
  /** Tests left out. */
  readonly last_call_at: string | null;
}

export type MedilabWebhookStats = { readonly webhook_id: string } & CallStats;
export type MedilabSystemStats = { readonly total_webhooks: number; readonly active_webhooks: number } & CallStats;

/** Statistics of one webhook, and of all that a tenant has of this dialect. */
@Injectable()
export class MedilabStats {
  constructor(
    private readonly webhooks: MedilabWebhooks,
    private readonly database: DataSource,
  ) {}

  /** @throws ApiError NOT_FOUND */
  async ofWebhook(tenantId: string, id: string): Promise<MedilabWebhookStats> {
    const webhook = await this.webhooks.find(tenantId, id);
    const health = (await readHealth(this.database.manager, [webhook.id])).get(webhook.id);
    return {
      webhook_id: webhook.id,
      ...callStats({
        requests: Number(health?.requests ?? 0),
        succeeded: Number(health?.succeeded ?? 0),
        durationMsSum: Number(health?.durationMsSum ?? 0),
        lastAttemptAt: health?.lastAttemptAt ?? null,
      }),
    };
  }

  async ofTenant(tenantId: string): Promise<MedilabSystemStats> {
    const totals = await readDialectTotals(this.database.manager, tenantId, DIALECT.name);
    return { total_webhooks: totals.webhooks, active_webhooks: totals.active, ...callStats(totals) };
  }
}

interface Sums {
  readonly requests: number;
  readonly succeeded: number;
  readonly durationMsSum: number;
  readonly lastAttemptAt: Date | null;
}

function callStats({ requests, succeeded, durationMsSum, lastAttemptAt }: Sums): CallStats {
  return {
    total_calls: requests,
    successful_calls: succeeded,
    failed_calls: requests - succeeded,
    success_rate: successRate(succeeded, requests),
    average_response_time_ms: averageDurationMs(durationMsSum, requests),
    last_call_at: lastAttemptAt?.toISOString() ?? null,
  };
}

import { Injectable } from '@nestjs/common';
import { countWaiting, countWebhooks, DataSource, type EntityManager, readHealth, readHours } from '#postgres';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { type HealthJson, type HourJson, healthJson, hourlyJson, type TotalsJson, totalsJson } from './stats.json.js';

/** Counting what waits takes longer the more it is. */
const MAX_WAITING_COUNTED = 10_000;

export interface WebhookStatsJson {
  readonly webhookId: string;
  readonly hours: number;
  readonly totals: TotalsJson;
  readonly health: HealthJson;
  /** Deliveries that wait for their next attempt; 10,000 stands for that many or more. */
  readonly waiting: number;
  /** Hours in which nothing happened are left out. */
  readonly hourly: readonly HourJson[];
}

export interface TenantStatsJson {
  readonly hours: number;
  readonly webhooks: { readonly total: number; readonly active: number };
  readonly totals: TotalsJson;
  readonly hourly: readonly HourJson[];
}

/** Tells what the recorder counted, to the tenant whose webhooks it was. */
@Injectable()
export class StatsReader {
  constructor(
    private readonly database: DataSource,
    private readonly webhooks: WebhooksReader,
  ) {}

  /** @throws ApiError NOT_FOUND */
  async ofWebhook(tenantId: string, id: string, hours: number): Promise<WebhookStatsJson> {
    const webhook = await this.webhooks.find(tenantId, id);
    const { counted, health, waiting } = await this.atOneMoment(async (manager) => ({
      counted: await readHours(manager, { tenantId, webhookId: webhook.id }, hours),
      health: await readHealth(manager, [webhook.id]),
      waiting: await countWaiting(manager, webhook.id, MAX_WAITING_COUNTED),
    }));
    return {
      webhookId: webhook.id,
      hours,
      totals: totalsJson(counted),
      health: healthJson(health.get(webhook.id)),
      waiting,
      hourly: hourlyJson(counted),
    };
  }

  /** Of all its webhooks, deleted ones included in what was counted. */
  async ofTenant(tenantId: string, hours: number): Promise<TenantStatsJson> {
    const { counted, webhooks } = await this.atOneMoment(async (manager) => ({
      counted: await readHours(manager, { tenantId }, hours),
      webhooks: await countWebhooks(manager, tenantId),
    }));
    return { hours, webhooks, totals: totalsJson(counted), hourly: hourlyJson(counted) };
  }

  /** What is read in `read` belongs together, though the recorder goes on writing. */
  private atOneMoment<T>(read: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.database.transaction('REPEATABLE READ', read);
  }
}

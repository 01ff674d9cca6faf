import { Injectable } from '@nestjs/common';
import { countUnfinished, countWebhooks, DataSource, type EntityManager, readHealth, readHours } from '#postgres';
import { WebhooksReader } from '../webhooks/webhooks.reader.js';
import { type HealthJson, type HourJson, healthJson, hourlyJson, type TotalsJson, totalsJson } from './stats.json.js';

/** Counting takes longer the more there is. */
const MAX_COUNTED = 10_000;

export interface WebhookStatsJson {
  readonly webhookId: string;
  readonly hours: number;
  readonly totals: TotalsJson;
  readonly health: HealthJson;
  /** Deliveries that wait for their next attempt, and dead letters; 10,000 stands for that many or more. */
  readonly waiting: number;
  readonly dead: number;
  /** Hours in which nothing happened are left out. */
  readonly hourly: readonly HourJson[];
}

export interface TenantStatsJson {
  readonly hours: number;
  readonly webhooks: { readonly total: number; readonly active: number };
  readonly totals: TotalsJson;
  /** As a webhook's. */
  readonly waiting: number;
  readonly dead: number;
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
    const { counted, health, unfinished } = await this.atOneMoment(async (manager) => ({
      counted: await readHours(manager, { tenantId, webhookId: webhook.id }, hours),
      health: await readHealth(manager, [webhook.id]),
      unfinished: await countUnfinished(manager, { tenantId, webhookId: webhook.id }, MAX_COUNTED),
    }));
    return {
      webhookId: webhook.id,
      hours,
      totals: totalsJson(counted),
      health: healthJson(health.get(webhook.id)),
      ...unfinished,
      hourly: hourlyJson(counted),
    };
  }

  /** Of all its webhooks, deleted ones included in what was counted. */
  async ofTenant(tenantId: string, hours: number): Promise<TenantStatsJson> {
    const { counted, webhooks, unfinished } = await this.atOneMoment(async (manager) => ({
      counted: await readHours(manager, { tenantId }, hours),
      webhooks: await countWebhooks(manager, tenantId),
      unfinished: await countUnfinished(manager, { tenantId }, MAX_COUNTED),
    }));
    return { hours, webhooks, totals: totalsJson(counted), ...unfinished, hourly: hourlyJson(counted) };
  }

  /** What is read in `read` belongs together, though the recorder goes on writing. */
  private atOneMoment<T>(read: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.database.transaction('REPEATABLE READ', read);
  }
}

import type { EntityManager } from 'typeorm';
import type { DurationHistogram } from '#domain';
import { WebhookHealthEntity } from '../entities/webhook-health.entity.js';
import type { Counts } from './statistics.statements.js';

/** What happened within one hour to one webhook of a tenant, or to all of them. */
export interface HourTotals extends Counts {
  readonly hour: Date;
  /** Of its requests; those from before histograms were kept are not in it. */
  readonly durations: DurationHistogram;
}

/** The hours in which something happened, oldest first: the one that is not over yet and the `hours - 1` before it. */
export async function readHours(
  manager: EntityManager,
  scope: { readonly tenantId: string; readonly webhookId?: string },
  hours: number,
): Promise<HourTotals[]> {
  return manager.query<HourTotals[]>(
    `with counted as (
       select * from webhook_hourly_stats
       where tenant_id = $1 and ($2::uuid is null or webhook_id = $2)
         and hour > date_trunc('hour', now(), 'UTC') - make_interval(hours => $3)
     )
     select hour, sum(requests)::float8 as requests, sum(succeeded)::float8 as succeeded, sum(failed)::float8 as failed,
       sum(deferred)::float8 as deferred, sum(delivered)::float8 as delivered, sum(dead)::float8 as dead,
       sum(timeouts)::float8 as timeouts, sum(duration_ms_sum)::float8 as "durationMsSum",
       sum(status_2xx)::float8 as "status2xx", sum(status_3xx)::float8 as "status3xx", sum(status_4xx)::float8 as "status4xx",
       sum(status_5xx)::float8 as "status5xx", sum(no_status)::float8 as "noStatus", coalesce(h.durations, '{}') as durations
     from counted left join (
       select hour, array_agg(requests order by bucket) as durations from (
         select hour, bucket, sum(in_bucket)::float8 as requests
         from counted cross join unnest(durations) with ordinality as d (in_bucket, bucket) group by hour, bucket
       ) as buckets group by hour
     ) as h using (hour)
     group by hour, h.durations order by hour`,
    [scope.tenantId, scope.webhookId ?? null, hours],
  );
}

/** Deliveries that are not at an end, and dead letters, as they are recorded now. */
export interface Unfinished {
  /** That wait for their next attempt or are handed to a worker again. */
  readonly waiting: number;
  readonly dead: number;
}

/** Of a webhook, or of all that a tenant has; each counted up to `limit`: a dead endpoint may have a million. */
export async function countUnfinished(
  manager: EntityManager,
  { tenantId, webhookId }: { readonly tenantId: string; readonly webhookId?: string },
  limit: number,
): Promise<Unfinished> {
  const ofWebhook = webhookId === undefined ? '' : 'and webhook_id = $3';
  const counted = (status: string) =>
    `(select count(*) from (select from deliveries where tenant_id = $1 ${ofWebhook} and status = '${status}' limit $2) as found)`;
  const [row] = await manager.query<[Unfinished]>(
    `select least($2, ${counted('pending')} + ${counted('queued')})::int as waiting, ${counted('dead')}::int as dead`,
    webhookId === undefined ? [tenantId, limit] : [tenantId, limit, webhookId],
  );
  return row;
}

/** How many webhooks a tenant has, and how many of them are active. */
export async function countWebhooks(
  manager: EntityManager,
  tenantId: string,
): Promise<{ readonly total: number; readonly active: number }> {
  const [counted] = await manager.query<[{ total: number; active: number }]>(
    `select count(*)::int as total, (count(*) filter (where active))::int as active
     from webhooks where tenant_id = $1 and deleted_at is null`,
    [tenantId],
  );
  return counted;
}

/** The health of webhooks, by their ids; of those that were never tried there is none. */
export async function readHealth(
  manager: EntityManager,
  webhookIds: readonly string[],
): Promise<Map<string, WebhookHealthEntity>> {
  const rows = await manager
    .createQueryBuilder(WebhookHealthEntity, 'health')
    .where('health.webhookId = any(:webhookIds)', { webhookIds })
    .getMany();
  return new Map(rows.map((health) => [health.webhookId, health]));
}

/** Sums of all time over a tenant's webhooks of a dialect that were not deleted. */
export interface DialectTotals {
  readonly webhooks: number;
  readonly active: number;
  readonly requests: number;
  readonly succeeded: number;
  readonly durationMsSum: number;
  readonly lastAttemptAt: Date | null;
}

export async function readDialectTotals(
  manager: EntityManager,
  tenantId: string,
  dialect: string,
): Promise<DialectTotals> {
  const [totals] = await manager.query<[DialectTotals]>(
    `select count(*)::int as webhooks, (count(*) filter (where w.active))::int as active,
       coalesce(sum(h.requests), 0)::float8 as requests, coalesce(sum(h.succeeded), 0)::float8 as succeeded,
       coalesce(sum(h.duration_ms_sum), 0)::float8 as "durationMsSum", max(h.last_attempt_at) as "lastAttemptAt"
     from webhooks w left join webhook_health h on h.webhook_id = w.id
     where w.tenant_id = $1 and w.dialect = $2 and w.deleted_at is null`,
    [tenantId, dialect],
  );
  return totals;
}

import type { DataSource } from 'typeorm';
import { changeDirectory } from '../directory.change.js';
import { type DisabledWebhook, openDisabledAlerts } from './alert.statements.js';
import { type MaybeOrdered, releaseNextInOrder } from './subject-order.statements.js';

/** Longer than any dialect keeps a delivery waiting. */
const LONGEST_AGE_DAYS = 8;

/** Rows changed by an update statement, as TypeORM gives them. */
async function changed(database: DataSource, sql: string, parameters: unknown[]): Promise<number> {
  const [, count] = await database.query<[unknown, number]>(sql, parameters);
  return count;
}

/** Gives back what was handed to Kafka over an hour ago and never heard of again. */
export function returnLostDeliveries(database: DataSource, limit: number): Promise<number> {
  return changed(
    database,
    `update deliveries set status = 'pending', next_attempt_at = now(), updated_at = now()
     where id = any(array(select id from deliveries
       where status = 'queued' and updated_at < now() - interval '1 hour' limit $1 for update skip locked))`,
    [limit],
  );
}

/**
 * Gives up what has waited longer than its dialect allows; what waited behind it in order is due then. No outcome tells of
 * it, so it is counted here.
 */
export async function expireDeliveries(database: DataSource, limit: number): Promise<void> {
  await database.transaction(async (manager) => {
    const subjects = await manager.query<MaybeOrdered[]>(
      `with expired as (
         update deliveries set status = 'dead', last_code = 'expired', next_attempt_at = null, updated_at = now()
         where id = any(array(select id from deliveries
           where status = 'pending' and expires_at < now() limit $1 for update skip locked))
         returning webhook_id, tenant_id, order_key
       ), counted as (
         insert into webhook_hourly_stats as s (webhook_id, tenant_id, hour, requests, succeeded, failed, deferred,
           delivered, dead, duration_ms_sum, timeouts)
         select webhook_id, min(tenant_id), date_trunc('hour', now(), 'UTC'), 0, 0, 0, 0, 0, count(*), 0, 0
         from expired group by webhook_id order by webhook_id
         on conflict (webhook_id, hour) do update set dead = s.dead + excluded.dead
       )
       select distinct webhook_id as "webhookId", order_key as key from expired`,
      [limit],
    );
    await releaseNextInOrder(manager, subjects);
  });
}

/** Cancels what waits for webhooks that were deleted. */
export function cancelOrphans(database: DataSource, limit: number): Promise<number> {
  return changed(
    database,
    `update deliveries set status = 'cancelled', last_code = 'webhook_deleted', next_attempt_at = null, updated_at = now()
     where id = any(array(select d.id from webhooks w
       join deliveries d on d.webhook_id = w.id and d.status = 'pending'
       where w.deleted_at > now() - make_interval(days => $2) limit $1 for update of d skip locked))`,
    [limit, LONGEST_AGE_DAYS],
  );
}

/**
 * Disables webhooks of whose requests none has succeeded for so long since they were last changed, opens an alert of each, and
 * returns them. Their deliveries wait until the webhook is enabled again or they are too old.
 */
export async function disableFailingWebhooks(database: DataSource, failingDays: number): Promise<DisabledWebhook[]> {
  const isFailing = `greatest(h.failing_since, w.updated_at) < now() - make_interval(days => $1)
    and h.failing_since is not null and h.last_failure_at > w.updated_at`;
  const found = await database.query<unknown[]>(
    `select 1 from webhook_health h join webhooks w on w.id = h.webhook_id and w.active and w.deleted_at is null
     where ${isFailing} limit 1`,
    [failingDays],
  );
  if (found.length === 0) return [];
  return changeDirectory(database, async (manager, revision) => {
    const [disabled] = await manager.query<[DisabledWebhook[], number]>(
      `update webhooks w set active = false, disabled_reason = 'failing', updated_at = now(), revision = $2
       from webhook_health h where h.webhook_id = w.id and w.active and w.deleted_at is null and ${isFailing}
       returning w.id, w.tenant_id as "tenantId"`,
      [failingDays, revision],
    );
    await openDisabledAlerts(manager, disabled, { why: 'failing', failingDays });
    return disabled;
  });
}

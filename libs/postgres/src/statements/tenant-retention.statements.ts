import type { DataSource } from 'typeorm';
import type { RetryConfig } from '#domain';
import { readDeliveriesOf } from './deliveries-of-events.statement.js';

/** How long a tenant wants its events to be kept, and the webhooks that may need them for longer. */
export interface TenantRetention {
  readonly tenantId: string;
  readonly retentionDays: number;
  readonly webhooks: readonly { readonly dialect: string; readonly retryConfig: RetryConfig }[];
}

/** Of the tenants that do not leave it to the system. */
export function readTenantRetentions(database: DataSource): Promise<TenantRetention[]> {
  return database.query<TenantRetention[]>(
    `select t.id as "tenantId", t.retention_days as "retentionDays",
       coalesce(jsonb_agg(distinct jsonb_build_object('dialect', w.dialect, 'retryConfig', w.retry_config))
         filter (where w.id is not null), '[]') as webhooks
     from tenants t left join webhooks w on w.tenant_id = t.id and w.deleted_at is null
     where t.retention_days is not null group by t.id`,
  );
}

/** Deletes deliveries of smaller ids than `beforeId` that are at an end, with their attempts. Returns how many, at most `limit`. */
export function deleteOldDeliveries(
  database: DataSource,
  tenantId: string,
  beforeId: string,
  limit: number,
): Promise<number> {
  return database.transaction(async (manager) => {
    const rows = await manager.query<{ id: string }[]>(
      `select id from deliveries where tenant_id = $1 and id < $2 and status in ('delivered', 'dead', 'cancelled')
       order by id limit $3 for update skip locked`,
      [tenantId, beforeId, limit],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await manager.query('delete from attempts where delivery_id = any($1::uuid[])', [ids]);
    await manager.query('delete from deliveries where id = any($1::uuid[])', [ids]);
    return ids.length;
  });
}

/**
 * Deletes events of uids between two, but for those that a delivery still waits for: a retry or replay that was asked for by
 * hand. Looks at `limit` of them; returns the uid of the last one, or `undefined` where there are no more.
 */
export function deleteOldEvents(
  database: DataSource,
  tenantId: string,
  { afterUid, beforeUid }: { readonly afterUid: string; readonly beforeUid: string },
  limit: number,
): Promise<string | undefined> {
  return database.transaction(async (manager) => {
    const rows = await manager.query<{ uid: string }[]>(
      'select uid from events where tenant_id = $1 and uid > $2 and uid < $3 order by uid limit $4',
      [tenantId, afterUid, beforeUid, limit],
    );
    const deliveries = await readDeliveriesOf(
      manager,
      tenantId,
      rows.map(({ uid }) => uid),
    );
    const needed = new Set(deliveries.filter(({ isWaiting }) => isWaiting).map(({ eventUid }) => eventUid));
    const old = rows.map(({ uid }) => uid).filter((uid) => !needed.has(uid));
    if (old.length > 0) await manager.query('delete from events where uid = any($1::uuid[])', [old]);
    return rows.length < limit ? undefined : rows.at(-1)?.uid;
  });
}

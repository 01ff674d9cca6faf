import type { DataSource, EntityManager } from 'typeorm';
import type { Rejection } from '#domain';

/**
 * Writes rejected records, those of unknown tenants as nobody's. A router that was killed may have told of one twice, and a topic that
 * was made anew begins at 0 again: of what stood in one place the latest holds.
 */
export async function insertRejections(manager: EntityManager, all: readonly Rejection[]): Promise<void> {
  const places = new Map(all.map((each) => [`${each.topic}/${each.partition}/${each.offset}`, each]));
  if (places.size === 0) return;
  const column = <T>(read: (rejection: Rejection) => T): T[] => [...places.values()].map(read);
  await manager.query(
    `insert into rejected_records as r (id, tenant_id, rejected_at, topic, partition, record_offset, event_id, event_type,
       reason, detail, size_bytes)
     select n.id, t.id, to_timestamp(n.rejected_ms / 1000.0), n.topic, n.partition, n.record_offset,
       case when t.id is not null then n.event_id end, case when t.id is not null then n.event_type end,
       n.reason, n.detail, n.size_bytes
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::int[], $6::bigint[], $7::text[], $8::text[],
         $9::text[], $10::text[], $11::bigint[])
       as n (id, tenant_id, rejected_ms, topic, partition, record_offset, event_id, event_type, reason, detail, size_bytes)
     left join tenants t on t.id = n.tenant_id
     on conflict (topic, partition, record_offset) do update set
       id = excluded.id, tenant_id = excluded.tenant_id, rejected_at = excluded.rejected_at, event_id = excluded.event_id,
       event_type = excluded.event_type, reason = excluded.reason, detail = excluded.detail,
       size_bytes = excluded.size_bytes`,
    [
      column(({ id }) => id),
      column(({ tenantId }) => tenantId ?? null),
      column(({ rejectedAtMs }) => rejectedAtMs),
      column(({ topic }) => topic),
      column(({ partition }) => partition),
      column(({ offset }) => offset),
      column(({ eventId }) => eventId ?? null),
      column(({ eventType }) => eventType ?? null),
      column(({ reason }) => reason),
      column(({ detail }) => detail),
      column(({ sizeBytes }) => sizeBytes),
    ],
  );
}

/** Whose rejected records there are. */
export interface RejectedOwner {
  /** A tenant's id; empty for nobody's. */
  readonly owner: string;
  /** Null where the tenant leaves it to the system. */
  readonly retentionDays: number | null;
}

/** Goes from owner to owner in the index, however many records each has. */
export function readRejectedOwners(database: DataSource): Promise<RejectedOwner[]> {
  return database.query<RejectedOwner[]>(
    `with recursive owners as (
       (select coalesce(tenant_id, '') as owner from rejected_records order by 1 limit 1)
       union all
       select (select coalesce(r.tenant_id, '') from rejected_records r where coalesce(r.tenant_id, '') > o.owner
         order by 1 limit 1)
       from owners o where o.owner is not null
     )
     select o.owner, t.retention_days as "retentionDays" from owners o left join tenants t on t.id = o.owner
     where o.owner is not null`,
  );
}

/** Deletes an owner's records of smaller ids than `beforeId`, and those beyond its newest `most`. Returns how many, at most `limit`. */
export async function pruneRejections(
  database: DataSource,
  owner: string,
  { beforeId, most }: { readonly beforeId: string; readonly most: number },
  limit: number,
): Promise<number> {
  const [, deleted] = await database.query<[unknown, number]>(
    `delete from rejected_records where id = any(array(
       select id from rejected_records where coalesce(tenant_id, '') = $1 and id < greatest($2::uuid,
         (select id from rejected_records where coalesce(tenant_id, '') = $1 order by id desc offset $3 limit 1))
       order by id limit $4))`,
    [owner, beforeId, most - 1, limit],
  );
  return deleted;
}

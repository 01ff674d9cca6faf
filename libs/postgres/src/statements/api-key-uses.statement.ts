import type { DataSource } from 'typeorm';

/**
 * Writes down when keys were last used, in one statement for all of them. Their rows are locked in order, so that two
 * processes cannot wait for each other's; no directory has to learn of it.
 */
export async function recordKeyUses(database: DataSource, lastUsedMs: ReadonlyMap<string, number>): Promise<void> {
  if (lastUsedMs.size === 0) return;
  await database.query(
    `with used as (select * from unnest($1::uuid[], $2::bigint[]) as u (id, at_ms)),
       locked as (select k.id from api_keys k where k.id = any($1) order by k.id for no key update)
     update api_keys k set last_used_at = greatest(k.last_used_at, to_timestamp(used.at_ms / 1000.0))
     from used join locked using (id) where k.id = used.id`,
    [[...lastUsedMs.keys()], [...lastUsedMs.values()]],
  );
}

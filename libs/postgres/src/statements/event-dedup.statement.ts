import type { DataSource } from 'typeorm';

/** A record that carries a producer's id, and where it stands. */
export interface ClaimedKey {
  /** See `eventKey` in #domain. */
  readonly eventKey: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** How long a producer's id is remembered. */
const DEDUP_HOURS = 24;

/**
 * Remembers the records' ids, and returns the positions (indexes into `claims`) of those that are duplicates: their id
 * is known from another record, of this call or an earlier one. The same record read again is none.
 */
export async function claimEventKeys(database: DataSource, claims: readonly ClaimedKey[]): Promise<Set<number>> {
  const duplicates = new Set<number>();
  const first = new Map<string, number>();
  claims.forEach(({ eventKey }, index) => {
    if (first.has(eventKey)) duplicates.add(index);
    else first.set(eventKey, index);
  });
  const unique = [...first.values()].map((index) => claims[index]).filter((claim) => claim !== undefined);
  if (unique.length === 0) return duplicates;

  // Always in the same order, so that two routers cannot wait for each other's rows.
  const inserted = await database.query<{ event_key: string }[]>(
    `insert into event_dedup (event_key, topic, partition, record_offset)
     select * from unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[]) as claim (event_key) order by event_key
     on conflict do nothing returning event_key`,
    [
      unique.map((claim) => claim.eventKey),
      unique.map((claim) => claim.topic),
      unique.map((claim) => claim.partition),
      unique.map((claim) => claim.offset),
    ],
  );
  if (inserted.length === unique.length) return duplicates;

  const fresh = new Set(inserted.map((row) => row.event_key));
  const known = unique.filter((claim) => !fresh.has(claim.eventKey));
  const rows = await database.query<{ event_key: string; topic: string; partition: number; record_offset: string }[]>(
    'select event_key, topic, partition, record_offset from event_dedup where event_key = any($1::uuid[])',
    [known.map((claim) => claim.eventKey)],
  );
  for (const row of rows) {
    const index = first.get(row.event_key);
    const claim = index === undefined ? undefined : claims[index];
    if (index === undefined || !claim) continue;
    const sameRecord =
      claim.topic === row.topic && claim.partition === row.partition && claim.offset === Number(row.record_offset);
    if (!sameRecord) duplicates.add(index);
  }
  return duplicates;
}

/** Forgets ids older than `DEDUP_HOURS`, at most `limit` a call; returns how many. */
export async function forgetEventKeys(database: DataSource, limit: number): Promise<number> {
  const [, count] = await database.query<[unknown, number]>(
    `delete from event_dedup where ctid = any(array(
       select ctid from event_dedup where seen_at < now() - make_interval(hours => $1) limit $2))`,
    [DEDUP_HOURS, limit],
  );
  return count;
}

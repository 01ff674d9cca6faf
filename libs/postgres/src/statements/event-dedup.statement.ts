import type { DataSource } from 'typeorm';
import { copyNewRows } from '../copy/copy.new.rows.js';
import { CopyRows } from '../copy/copy.rows.js';

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
 *
 * @param expectDuplicates where none are expected, ids are remembered at less cost, but at more where there are some
 */
export async function claimEventKeys(
  database: DataSource,
  claims: readonly ClaimedKey[],
  expectDuplicates: boolean,
): Promise<Set<number>> {
  const duplicates = new Set<number>();
  const first = new Map<string, number>();
  claims.forEach(({ eventKey }, index) => {
    if (first.has(eventKey)) duplicates.add(index);
    else first.set(eventKey, index);
  });
  const unique = [...first.values()].map((index) => claims[index]).filter((claim) => claim !== undefined);
  if (unique.length === 0) return duplicates;
  // Always in the same order, so that two routers cannot wait for each other's rows.
  unique.sort((a, b) => (a.eventKey < b.eventKey ? -1 : 1));
  if (!expectDuplicates && (await copyNewRows(database, COPIED, rowsOf(unique)))) return duplicates;

  const inserted = await database.query<{ event_key: string }[]>(
    `insert into event_dedup (event_key, topic, partition, record_offset)
     select * from unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[])
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

const COPIED = 'event_dedup (event_key, topic, partition, record_offset)';
const COLUMNS = 4;
const EXPECTED_ROW_BYTES = 80;

function rowsOf(claims: readonly ClaimedKey[]): Buffer {
  const rows = new CopyRows(COLUMNS, claims.length * EXPECTED_ROW_BYTES);
  for (const { eventKey, topic, partition, offset } of claims) {
    rows.row();
    rows.uuid(eventKey);
    rows.text(topic);
    rows.integer(partition);
    rows.bigint(offset);
  }
  return rows.finished();
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

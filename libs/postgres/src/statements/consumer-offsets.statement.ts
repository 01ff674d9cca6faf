import type { DataSource, EntityManager } from 'typeorm';

/** How far a consumer has come in a partition, as PostgreSQL knows it. */
export interface RecordedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
}

/** A step forward of one partition: only valid from where `expected` says. */
export interface OffsetStep extends RecordedOffset {
  readonly expected: number;
}

/** Another process has recorded these partitions meanwhile: what this one was about to write is written already. */
export class OffsetsMoved extends Error {
  override readonly name = 'OffsetsMoved';
  constructor(readonly consumer: string) {
    super(`the recorded offsets of ${consumer} were moved by another process`);
  }
}

export async function readOffsets(database: DataSource, consumer: string, topic: string): Promise<Map<number, number>> {
  const rows = await database.query<{ partition: number; next_offset: string }[]>(
    'select partition, next_offset from consumer_offsets where consumer = $1 and topic = $2',
    [consumer, topic],
  );
  return new Map(rows.map((row) => [row.partition, Number(row.next_offset)]));
}

/** Sets where a partition begins, or begins anew because its topic was made anew. */
export async function placeOffset(database: DataSource, consumer: string, place: RecordedOffset): Promise<void> {
  await database.query(
    `insert into consumer_offsets (consumer, topic, partition, next_offset) values ($1, $2, $3, $4)
     on conflict (consumer, topic, partition) do update set next_offset = excluded.next_offset`,
    [consumer, place.topic, place.partition, place.nextOffset],
  );
}

/**
 * Moves the offsets on, in the transaction that writes what was read up to them.
 * @throws OffsetsMoved
 */
export async function advanceOffsets(
  manager: EntityManager,
  consumer: string,
  steps: readonly OffsetStep[],
): Promise<void> {
  if (steps.length === 0) return;
  const [, moved] = await manager.query<[unknown, number]>(
    `update consumer_offsets c set next_offset = s.next_offset
     from unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[]) as s (topic, partition, expected, next_offset)
     where c.consumer = $1 and c.topic = s.topic and c.partition = s.partition and c.next_offset = s.expected`,
    [
      consumer,
      steps.map((step) => step.topic),
      steps.map((step) => step.partition),
      steps.map((step) => step.expected),
      steps.map((step) => step.nextOffset),
    ],
  );
  if (moved !== steps.length) throw new OffsetsMoved(consumer);
}

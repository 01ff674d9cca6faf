import type { DataSource } from 'typeorm';
import { uuidFloor } from '#domain';

const PARTITIONED_TABLES = ['events', 'deliveries', 'attempts'] as const;
const DAY_MS = 86_400_000;

/** Days for which partitions are made ahead, today included. */
const PARTITION_DAYS_AHEAD = 4;

/** Makes the partitions of the coming days where they are missing. Safe to run from several processes at once. */
export async function makePartitions(database: DataSource, nowMs: number): Promise<void> {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  for (let day = today - DAY_MS; day < today + PARTITION_DAYS_AHEAD * DAY_MS; day += DAY_MS) {
    for (const table of PARTITIONED_TABLES) {
      const name = `${table}_${new Date(day).toISOString().slice(0, 10).replaceAll('-', '')}`;
      await database.query(
        `create table if not exists ${name} partition of ${table}
         for values from ('${uuidFloor(day)}') to ('${uuidFloor(day + DAY_MS)}')`,
      );
    }
  }
}

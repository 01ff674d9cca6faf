import type { DataSource } from 'typeorm';
import { DAY_MS, uuidFloor } from '#domain';

const PARTITIONED_TABLES = ['events', 'deliveries', 'attempts'] as const;

/** Days for which partitions are made ahead, today included. */
const PARTITION_DAYS_AHEAD = 4;

/** Makes the partitions of the coming days where they are missing. Safe to run from several processes at once. */
export async function makePartitions(database: DataSource, nowMs: number): Promise<void> {
  const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
  for (let day = today - DAY_MS; day < today + PARTITION_DAYS_AHEAD * DAY_MS; day += DAY_MS) {
    for (const table of PARTITIONED_TABLES) {
      const name = `${table}_${dayName(day)}`;
      await database.query(
        `create table if not exists ${name} partition of ${table}
         for values from ('${uuidFloor(day)}') to ('${uuidFloor(day + DAY_MS)}')`,
      );
    }
  }
}

/** A drop waits for whoever reads the table, and everybody else for the drop: rather try again later. */
const DROP_PATIENCE = '2s';

/** Drops the partitions of days that ended more than `retentionDays` ago, and returns their names. Safe to run twice. */
export async function dropOldPartitions(database: DataSource, nowMs: number, retentionDays: number): Promise<string[]> {
  const oldest = dayName(Math.floor(nowMs / DAY_MS) * DAY_MS - retentionDays * DAY_MS);
  const partitions = await database.query<{ name: string }[]>(
    `select child.relname as name from pg_inherits
     join pg_class child on child.oid = inhrelid join pg_class parent on parent.oid = inhparent
     where parent.relname = any($1::text[]) and parent.relnamespace = current_schema()::regnamespace
       and child.relname ~ '_[0-9]{8}$' and right(child.relname, 8) < $2 order by 1`,
    [PARTITIONED_TABLES, oldest],
  );
  for (const { name } of partitions) {
    await database.transaction(async (manager) => {
      await manager.query(`set local lock_timeout = '${DROP_PATIENCE}'`);
      await manager.query(`drop table if exists ${name}`);
    });
  }
  return partitions.map(({ name }) => name);
}

function dayName(dayMs: number): string {
  return new Date(dayMs).toISOString().slice(0, 10).replaceAll('-', '');
}

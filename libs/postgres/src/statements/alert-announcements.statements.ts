import { type EntityManager, In } from 'typeorm';
import { AlertEntity } from '../entities/alert.entity.js';

/** Alerts whose opening or clearing was not announced yet, oldest first, locked by the transaction that claims them. */
export async function claimUnannounced(manager: EntityManager, limit: number): Promise<AlertEntity[]> {
  const claimed = await manager.query<{ id: string }[]>(
    `select id from alerts
     where announced_at is null or (cleared_at is not null and clearing_announced_at is null)
     order by id limit $1 for update skip locked`,
    [limit],
  );
  if (claimed.length === 0) return [];
  return manager.find(AlertEntity, { where: { id: In(claimed.map(({ id }) => id)) }, order: { id: 'ASC' } });
}

/** Remembers that all that was there to tell of claimed alerts was told. */
export async function markAnnounced(manager: EntityManager, alerts: readonly AlertEntity[]): Promise<void> {
  await manager.query(
    `update alerts set announced_at = coalesce(announced_at, now()),
       clearing_announced_at = case when cleared_at is not null then now() end
     where id = any($1::uuid[])`,
    [alerts.map(({ id }) => id)],
  );
}

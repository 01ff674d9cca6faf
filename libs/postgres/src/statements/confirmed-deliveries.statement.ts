import type { DataSource } from 'typeorm';
import { uuidFloor } from '#domain';

/** What the receivers of some webhooks confirmed. */
export interface Confirmations {
  /** Deliveries confirmed since the moment that was asked about. */
  readonly count: number;
  /** When the last one was, however long ago. */
  readonly lastAt: Date | undefined;
}

export interface ConfirmationsQuery {
  readonly tenantId: string;
  readonly webhookIds: readonly string[];
  readonly sinceMs: number;
  /** How long before its confirmation the event of a delivery may have been accepted. */
  readonly maxAgeMs: number;
}

/**
 * A delivery's id carries the time of its event, so the ids from `maxAgeMs` before `sinceMs` hold everything that was
 * confirmed since: they prune the partitions and are one range per webhook of the index (webhook_id, id). Where all of
 * that was silent (or retried by hand after its time), one older row per webhook tells the rest: that of its newest event.
 */
export async function readConfirmations(database: DataSource, query: ConfirmationsQuery): Promise<Confirmations> {
  const { tenantId, webhookIds, sinceMs, maxAgeMs } = query;
  const floor = uuidFloor(sinceMs - maxAgeMs);
  const [recent] = await database.query<{ count: number; lastAt: Date | null }[]>(RECENT, [
    tenantId,
    webhookIds,
    floor,
    new Date(sinceMs),
  ]);
  if (recent?.lastAt) return { count: recent.count, lastAt: recent.lastAt };
  const [older] = await database.query<{ lastAt: Date | null }[]>(OLDER, [tenantId, webhookIds, floor]);
  return { count: 0, lastAt: older?.lastAt ?? undefined };
}

const RECENT = `
  select count(*) filter (where updated_at >= $4)::int as "count", max(updated_at) as "lastAt"
  from deliveries
  where tenant_id = $1 and webhook_id = any($2::uuid[]) and id >= $3 and status = 'delivered'`;

/**
 * Pairs are compared, where `webhook_id = … order by id` would say the same: with that, the planner may walk the primary
 * key backwards, through the deliveries of everybody, where a webhook has none that was confirmed.
 */
const OLDER = `
  select max(newest.updated_at) as "lastAt"
  from unnest($2::uuid[]) as webhook (id)
  cross join lateral (
    select updated_at
    from deliveries
    where tenant_id = $1 and status = 'delivered'
      and (webhook_id, id) < (webhook.id, $3::uuid) and (webhook_id, id) > (webhook.id, '${uuidFloor(0)}'::uuid)
    order by webhook_id desc, id desc
    limit 1
  ) as newest`;

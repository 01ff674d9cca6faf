import type { DataSource, EntityManager } from 'typeorm';
import { type MaybeOrdered, releaseNextInOrder } from './subject-order.statements.js';

/** A webhook, and how long what is asked for may wait for it. */
export interface RetryTarget {
  readonly webhookId: string;
  readonly maxAgeMs: number;
}

/** Dead letters of one tenant. Ids are `uuidFloor`s: the first one that is in, and the first that is not. */
export interface DeadSelection {
  readonly tenantId: string;
  readonly targets: readonly RetryTarget[];
  readonly fromId: string;
  readonly toId: string;
  readonly diedSince?: Date;
  readonly eventType?: string;
}

/**
 * Makes a delivery due that is dead or waits, and counts its age from now. False where there is none that may go: it is in
 * another state, it waits for its turn in order, or its event is not recorded.
 */
export async function makeDue(
  database: EntityManager,
  { tenantId, deliveryId, maxAgeMs }: { tenantId: string; deliveryId: string; maxAgeMs: number },
): Promise<boolean> {
  const [, count] = await database.query<[unknown, number]>(
    `update deliveries d set status = 'pending', next_attempt_at = now(), asked_at = now(),
       expires_at = now() + $3 * interval '1 millisecond', updated_at = now()
     where d.id = $1 and d.tenant_id = $2
       and (d.status = 'dead' or d.status = 'pending' and d.last_code <> 'order_wait')
       and exists (select from events e where e.uid = d.event_uid and e.tenant_id = d.tenant_id and e.erasure_id is null)`,
    [deliveryId, tenantId, maxAgeMs],
  );
  return count > 0;
}

/** Ends deliveries that wait; what waited behind them in order is due then. Returns the ids of those that waited. */
export async function cancelDeliveries(
  manager: EntityManager,
  tenantId: string,
  deliveryIds: readonly string[],
): Promise<Set<string>> {
  const [cancelled] = await manager.query<[({ id: string } & MaybeOrdered)[], number]>(
    `update deliveries
     set status = 'cancelled', last_code = 'cancelled_by_hand', next_attempt_at = null, updated_at = now()
     where id = any($1::uuid[]) and tenant_id = $2 and status = 'pending'
     returning id, webhook_id as "webhookId", order_key as key`,
    [deliveryIds, tenantId],
  );
  await releaseNextInOrder(manager, cancelled);
  return new Set(cancelled.map(({ id }) => id));
}

/** How many there are, counted up to `limit`. */
export async function countDead(database: DataSource, selection: DeadSelection, limit: number): Promise<number> {
  const rows = await database.query<[{ count: number }]>(
    `select count(*)::int as count from (${DEAD}) as dead`,
    parametersOf(selection, limit),
  );
  return rows[0].count;
}

/** Makes them due, oldest first and so many a second; each one's age counts from when it is due. Returns how many. */
export async function reviveDead(
  database: DataSource,
  selection: DeadSelection,
  { limit, ratePerSecond }: { readonly limit: number; readonly ratePerSecond: number },
): Promise<number> {
  const rows = await database.query<[{ count: number }]>(
    `with dead as (${DEAD}),
     paced as (
       select id, max_age_ms, now() + (row_number() over (order by id) - 1) * (interval '1 second' / $9::int) as due from dead
     ),
     revived as (
       update deliveries d set status = 'pending', next_attempt_at = p.due, asked_at = p.due,
         expires_at = p.due + p.max_age_ms * interval '1 millisecond', updated_at = now()
       from paced p
       where d.id = p.id and d.id >= $4 and d.id < $5 and d.status = 'dead'
       returning 1
     )
     select count(*)::int as count from revived`,
    [...parametersOf(selection, limit), ratePerSecond],
  );
  return rows[0].count;
}

const DEAD = `
  select d.id, t.max_age_ms
  from deliveries d
  join unnest($2::uuid[], $3::bigint[]) as t (webhook_id, max_age_ms) on t.webhook_id = d.webhook_id
  where d.tenant_id = $1 and d.status = 'dead' and d.id >= $4 and d.id < $5
    and ($6::timestamptz is null or d.updated_at >= $6) and ($7::text is null or d.event_type = $7)
    and exists (select from events e where e.uid = d.event_uid and e.tenant_id = d.tenant_id and e.erasure_id is null)
  order by d.id limit $8`;

function parametersOf(
  { tenantId, targets, fromId, toId, diedSince, eventType }: DeadSelection,
  limit: number,
): unknown[] {
  return [
    tenantId,
    targets.map(({ webhookId }) => webhookId),
    targets.map(({ maxAgeMs }) => maxAgeMs),
    fromId,
    toId,
    diedSince ?? null,
    eventType ?? null,
    limit,
  ];
}

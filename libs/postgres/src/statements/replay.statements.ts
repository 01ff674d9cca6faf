import type { DataSource, EntityManager } from 'typeorm';
import { type DeliveryStatus, uuidFloor } from '#domain';

/** Whose deliveries are repeated, and how long a repetition may wait after it is due. */
export interface ReplayTarget {
  readonly tenantId: string;
  readonly webhookId: string;
  readonly maxAgeMs: number;
}

/** The events' own deliveries, not their replays. Ids are `uuidFloor`s: the first one that is in, and the first that is not. */
export interface ReplaySelection extends ReplayTarget {
  readonly fromId: string;
  readonly toId: string;
  readonly statuses: readonly DeliveryStatus[];
  readonly eventTypes?: readonly string[];
}

/** How many can be repeated, counted up to `limit`. */
export async function countReplayable(
  database: DataSource,
  selection: ReplaySelection,
  limit: number,
): Promise<number> {
  const rows = await database.query<[{ count: number }]>(
    `select count(*)::int as count from (${originals(3)}) as originals`,
    [selection.tenantId, selection.webhookId, ...boundsOf(selection, limit)],
  );
  return rows[0].count;
}

/** Repeats them as new deliveries, oldest first, of which so many are due a second. Returns how many. */
export async function replayDeliveries(
  database: DataSource,
  selection: ReplaySelection,
  { limit, ratePerSecond, nowMs }: { readonly limit: number; readonly ratePerSecond: number; readonly nowMs: number },
): Promise<number> {
  const rows = await database.query<[{ count: number }]>(repeat(originals(6)), [
    selection.tenantId,
    selection.webhookId,
    selection.maxAgeMs,
    idHead(nowMs),
    ratePerSecond,
    ...boundsOf(selection, limit),
  ]);
  return rows[0].count;
}

/** Repeats one delivery, whatever became of it. Returns the new one's id; `undefined` where its event is not recorded. */
export async function replayDelivery(
  database: EntityManager,
  { tenantId, webhookId, maxAgeMs }: ReplayTarget,
  deliveryId: string,
  nowMs: number,
): Promise<string | undefined> {
  const rows = await database.query<[{ id: string | null }]>(
    repeat(`select d.* from deliveries d where ${REPLAYABLE} and d.id = $6`),
    [tenantId, webhookId, maxAgeMs, idHead(nowMs), 1, deliveryId],
  );
  return rows[0].id ?? undefined;
}

/** Its event is there, and its data was not erased. */
const REPLAYABLE = `d.tenant_id = $1 and d.webhook_id = $2
  and exists (select from events e left join tenant_data_keys k on k.id = e.data_key_id
    where e.uid = d.event_uid and e.tenant_id = d.tenant_id and e.erasure_id is null and k.dropped_at is null)`;

/** `first` is the number of the first parameter of `boundsOf`. */
const originals = (first: number) => {
  const [from, to, statuses, types, limit] = [0, 1, 2, 3, 4].map((offset) => `$${first + offset}`);
  return `
    select d.* from deliveries d
    where ${REPLAYABLE} and d.origin_delivery_id is null and d.id >= ${from} and d.id < ${to}
      and d.status = any(${statuses}::text[]) and (${types}::text[] is null or d.event_type = any(${types}::text[]))
    order by d.id limit ${limit}`;
};

/**
 * $3 is the maximal age, $4 how the new ids begin, $5 how many are due a second. The ids end at random: a request that is made
 * twice replays twice. An ordered webhook's replays keep their place, so that those of one subject come in order.
 */
const repeat = (selected: string) => `
  with originals as (${selected}),
  paced as (
    select *, now() + (row_number() over (order by accepted_at, order_sequence, id) - 1) * (interval '1 second' / $5::int) as due
    from originals
  ),
  made as (
    insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
      next_attempt_at, asked_at, last_code, accepted_at, expires_at, order_key, order_sequence, origin_delivery_id, updated_at)
    select overlay(gen_random_uuid()::text placing $4::text from 1 for 15)::uuid, tenant_id, webhook_id, event_uid, event_type,
      'replay', 'pending', 0, 0, due, due, 'replay', accepted_at, due + $3 * interval '1 millisecond',
      order_key, order_sequence, id, now()
    from paced order by due
    returning id
  )
  select count(*)::int as count, min(id::text) as id from made`;

/** The time and the version of a UUIDv7: what its partition is found by. */
function idHead(nowMs: number): string {
  return `${uuidFloor(nowMs).slice(0, 14)}7`;
}

function boundsOf({ fromId, toId, statuses, eventTypes }: ReplaySelection, limit: number): unknown[] {
  return [fromId, toId, statuses, eventTypes ?? null, limit];
}

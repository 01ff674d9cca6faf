import type { EntityManager } from 'typeorm';
import { uuidFloor, uuidTimeMs } from '#domain';

/** A delivery, and the event that it is of. */
export interface DeliveryOfEvent {
  readonly id: string;
  readonly eventUid: string;
  readonly isWaiting: boolean;
}

/** All deliveries of some events: their own by the millisecond that both ids carry, replays by an index of theirs. */
export function readDeliveriesOf(
  manager: EntityManager,
  tenantId: string,
  uids: readonly string[],
): Promise<DeliveryOfEvent[]> {
  const times = uids.map(uuidTimeMs);
  // Without `offset 0` the planner might hash all deliveries by their event.
  return manager.query<DeliveryOfEvent[]>(
    `select d.id, d.event_uid as "eventUid", d.status in ('pending', 'queued') as "isWaiting"
     from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as e (uid, from_id, to_id)
     cross join lateral (
       select id, event_uid, status from deliveries
       where tenant_id = $1 and id >= e.from_id and id < e.to_id and event_uid = e.uid offset 0
     ) d
     union
     select id, event_uid, status in ('pending', 'queued') from deliveries
     where event_uid = any($2::uuid[]) and reason = 'replay' and tenant_id = $1`,
    [tenantId, uids, times.map((ms) => uuidFloor(ms)), times.map((ms) => uuidFloor(ms + 1))],
  );
}

import type { EntityManager } from 'typeorm';
import { uuidFloor, uuidTimeMs } from '#domain';

/** Which of these events have no delivery, not even a replay: an event's own are found by the millisecond that both ids carry. */
export async function withoutAnyDelivery(
  manager: EntityManager,
  tenantId: string,
  uids: readonly string[],
): Promise<Set<string>> {
  const times = uids.map(uuidTimeMs);
  // Without `offset 0` the planner might hash all deliveries by their event.
  const rows = await manager.query<{ uid: string }[]>(
    `select e.uid from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as e (uid, from_id, to_id)
     where not exists (select from deliveries d
         where d.tenant_id = $1 and d.id >= e.from_id and d.id < e.to_id and d.event_uid = e.uid offset 0)
       and not exists (select from deliveries d where d.event_uid = e.uid and d.reason = 'replay' and d.tenant_id = $1 offset 0)`,
    [tenantId, uids, times.map((ms) => uuidFloor(ms)), times.map((ms) => uuidFloor(ms + 1))],
  );
  return new Set(rows.map(({ uid }) => uid));
}

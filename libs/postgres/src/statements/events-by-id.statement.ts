import type { EntityManager } from 'typeorm';

/** A producer that gives its events few ids has many of each. */
const MOST_OF_AN_ID = 200;

/** The uids of a tenant's events that have this id, as their producers gave it; the newest 200. */
export async function readUidsOf(manager: EntityManager, tenantId: string, id: string): Promise<string[]> {
  // Without `offset 0` the planner might rather look through all of the tenant's events, newest first.
  const rows = await manager.query<{ uid: string }[]>(
    `select uid from (select uid, tenant_id from events where id = $2 offset 0) as named
     where tenant_id = $1 order by uid desc limit ${MOST_OF_AN_ID}`,
    [tenantId, id],
  );
  return rows.map(({ uid }) => uid);
}

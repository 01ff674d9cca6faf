import type { EntityManager } from 'typeorm';
import { readDeliveriesOf } from './deliveries-of-events.statement.js';

/** Which of these events have no delivery, not even a replay. */
export async function withoutAnyDelivery(
  manager: EntityManager,
  tenantId: string,
  uids: readonly string[],
): Promise<Set<string>> {
  const found = await readDeliveriesOf(manager, tenantId, uids);
  const delivered = new Set(found.map(({ eventUid }) => eventUid));
  return new Set(uids.filter((uid) => !delivered.has(uid)));
}

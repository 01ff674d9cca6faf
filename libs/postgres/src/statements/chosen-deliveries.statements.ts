import type { EntityManager } from 'typeorm';
import type { DeliveryStatus, OutcomeCode } from '#domain';

/** A delivery that somebody named, and whether there is something to send. */
export interface ChosenDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly status: DeliveryStatus;
  readonly lastCode: OutcomeCode;
  /** Its event is recorded and was not erased. */
  readonly hasEvent: boolean;
}

/** A tenant's deliveries of these ids, kept as they are until the transaction ends. In the recorder's order: see `latestOutcomes`. */
export function lockDeliveries(
  manager: EntityManager,
  tenantId: string,
  ids: readonly string[],
): Promise<ChosenDelivery[]> {
  return manager.query<ChosenDelivery[]>(
    `select d.id, d.webhook_id as "webhookId", d.status, d.last_code as "lastCode",
       exists (select from events e where e.uid = d.event_uid and e.tenant_id = d.tenant_id and e.erasure_id is null) as "hasEvent"
     from deliveries d where d.tenant_id = $1 and d.id = any($2::uuid[]) order by d.id for update of d`,
    [tenantId, ids],
  );
}

/** Makes them due, oldest first and so many a second; each one's age counts from when it is due. */
export async function makeEachDue(
  manager: EntityManager,
  deliveries: readonly { readonly id: string; readonly maxAgeMs: number }[],
  ratePerSecond: number,
): Promise<void> {
  await manager.query(
    `update deliveries d set status = 'pending', next_attempt_at = c.due, asked_at = c.due,
       expires_at = c.due + c.max_age_ms * interval '1 millisecond', updated_at = now()
     from (select id, max_age_ms, now() + (row_number() over (order by id) - 1) * (interval '1 second' / $3::int) as due
           from unnest($1::uuid[], $2::bigint[]) as given (id, max_age_ms)) c
     where d.id = c.id and d.id = any($1::uuid[])`,
    [deliveries.map(({ id }) => id), deliveries.map(({ maxAgeMs }) => maxAgeMs), ratePerSecond],
  );
}

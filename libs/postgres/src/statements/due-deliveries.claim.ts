import type { EntityManager } from 'typeorm';
import { type ClinicalEvent, type DeliveryReason, MAX_INLINE_DATA_BYTES, type SubjectPlace } from '#domain';
import { clinicalEventOf, EVENT_COLUMNS, type EventRow } from './event.row.js';
import { STARTING_CREDIT } from './webhook-credit.statement.js';

/** A delivery that is due, locked by the transaction that claimed it. */
export interface DueDelivery {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly attempts: number;
  readonly handovers: number;
  /** A replay stays one; everything else that waits is a retry. */
  readonly reason: DeliveryReason;
  readonly askedAtMs?: number;
  readonly event: ClinicalEvent;
  readonly order?: SubjectPlace;
  /** `undefined` where it is larger than what travels in Kafka. */
  readonly data: Buffer | undefined;
  /** The id of the data key that the event's data is sealed under. */
  readonly sealedUnder?: string | undefined;
}

interface DueRow extends EventRow {
  id: string;
  webhook_id: string;
  attempts: number;
  handovers: number;
  reason: DeliveryReason;
  asked_at: Date | null;
  order_key: string | null;
  order_sequence: string | null;
  due_at: number;
  data: Buffer | null;
  data_key_id: string | null;
}

/**
 * Claims due deliveries webhook by webhook, from the one after `afterWebhookId` on, at most `limit` in all and so many
 * of a webhook that no more of it are `queued` than its credit says. A loose index scan finds the webhooks that have something
 * due, and one without credit is passed over, so the cost does not grow with how much waits. Rows whose event is not recorded yet, or was erased,
 * stay.
 */
export async function claimDueDeliveries(
  manager: EntityManager,
  options: { readonly afterWebhookId: string; readonly limit: number },
): Promise<DueDelivery[]> {
  const rows = await manager.query<DueRow[]>(
    `with recursive waiting as (
       (select webhook_id, next_attempt_at from deliveries where status = 'pending' and webhook_id > $1::uuid
        order by webhook_id, next_attempt_at limit 1)
       union all
       select next.webhook_id, next.next_attempt_at from waiting cross join lateral (
         select webhook_id, next_attempt_at from deliveries
         where status = 'pending' and webhook_id > waiting.webhook_id order by webhook_id, next_attempt_at limit 1) next
     ), due_webhooks as materialized (
       select w.id, coalesce(c.credit, ${STARTING_CREDIT}) - (select count(*) from (
         select from deliveries q where q.status = 'queued' and q.webhook_id = w.id
         limit coalesce(c.credit, ${STARTING_CREDIT})) queued) as room
       from waiting
       join webhooks w on w.id = waiting.webhook_id and w.active and w.deleted_at is null
       left join webhook_credit c on c.webhook_id = w.id
       where waiting.next_attempt_at <= now()
       order by w.id
     )
     select due.id, due.webhook_id, due.attempts, due.handovers, due.reason, due.asked_at, due.order_key,
       due.order_sequence, due.due_at, ${EVENT_COLUMNS},
       case when octet_length(e.data) <= ${MAX_INLINE_DATA_BYTES} then e.data end as data, e.data_key_id
     from due_webhooks
     cross join lateral (
       select d.id, d.webhook_id, d.attempts, d.handovers, d.reason, d.asked_at, d.event_uid, d.tenant_id, d.order_key,
         d.order_sequence, extract(epoch from d.next_attempt_at)::float8 as due_at
       from deliveries d
       where d.status = 'pending' and d.webhook_id = due_webhooks.id and d.next_attempt_at <= now()
       order by d.next_attempt_at
       limit due_webhooks.room
       for update skip locked
     ) due
     join events e on e.uid = due.event_uid and e.erasure_id is null
     where due_webhooks.room > 0
     limit $2`,
    [options.afterWebhookId, options.limit],
  );
  return rows.sort(byTurn).map(fromRow);
}

/** Webhook by webhook, what is due first before the rest: sorted in SQL, rows beyond the limit would be locked as well. */
function byTurn(a: DueRow, b: DueRow): number {
  if (a.webhook_id !== b.webhook_id) return a.webhook_id < b.webhook_id ? -1 : 1;
  return a.due_at - b.due_at;
}

/** Marks claimed deliveries as handed to Kafka once more. */
export async function markQueued(manager: EntityManager, deliveryIds: readonly string[]): Promise<void> {
  await manager.query(
    `update deliveries set status = 'queued', handovers = handovers + 1, updated_at = now() where id = any($1::uuid[])`,
    [deliveryIds],
  );
}

function fromRow(row: DueRow): DueDelivery {
  return {
    deliveryId: row.id,
    webhookId: row.webhook_id,
    attempts: row.attempts,
    handovers: row.handovers,
    reason: row.reason === 'replay' ? 'replay' : 'retry',
    ...(row.asked_at !== null && { askedAtMs: row.asked_at.getTime() }),
    event: clinicalEventOf(row),
    ...(row.order_key !== null && { order: { key: row.order_key, sequence: Number(row.order_sequence) } }),
    data: row.data ?? undefined,
    sealedUnder: row.data_key_id ?? undefined,
  };
}

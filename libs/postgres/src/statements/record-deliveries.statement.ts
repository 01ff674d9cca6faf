import type { EntityManager } from 'typeorm';
import type { Outcome } from '#domain';
import { copyNewRowsWithin } from '../copy/copy.new.rows.js';
import { CopyRows } from '../copy/copy.rows.js';
import { arrayLiteral, type Cell } from './array.literal.js';

/**
 * Brings deliveries to the state that their outcomes say. `delivered` is final, and an outcome of an earlier handover
 * never replaces a later one: see `supersedes` in #domain, which must have left one outcome per delivery. What an
 * erasure cancelled does not wait again.
 *
 * @returns those that changed a delivery. What only repeats how a delivery ended, because a crash made it be sent
 *   twice, is not among them.
 */
export async function upsertDeliveries(
  manager: EntityManager,
  outcomes: readonly Outcome[],
): Promise<ReadonlySet<Outcome>> {
  const born = outcomes.filter(isBorn);
  const copied = born.length > 0 && (await copyNewRowsWithin(manager, COPIED, rowsOf(born, Date.now())));
  if (!copied) return upsert(manager, outcomes);
  const changed = await upsert(
    manager,
    outcomes.filter((outcome) => !isBorn(outcome)),
  );
  return new Set([...born, ...changed]);
}

/** Whether the row should not be there yet. It is where a crash made the first attempt be made twice. */
function isBorn({ reason, handover }: Outcome): boolean {
  return reason === 'first' && handover === 1;
}

const COPIED = `deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers, next_attempt_at,
  last_code, last_status_code, accepted_at, expires_at, order_key, order_sequence, updated_at)`;
const COLUMNS = 17;
const EXPECTED_ROW_BYTES = 256;

function rowsOf(outcomes: readonly Outcome[], nowMs: number): Buffer {
  const rows = new CopyRows(COLUMNS, outcomes.length * EXPECTED_ROW_BYTES);
  for (const outcome of outcomes) {
    rows.row();
    rows.uuid(outcome.deliveryId);
    rows.text(outcome.tenantId);
    rows.uuid(outcome.webhookId);
    rows.uuid(outcome.eventUid);
    rows.text(outcome.eventType);
    rows.text(outcome.reason);
    rows.text(outcome.next.status);
    rows.integer(attemptsMade(outcome));
    rows.integer(outcome.handover);
    rows.timestamp(nextAttemptMs(outcome));
    rows.text(outcome.code);
    rows.integer(outcome.statusCode);
    rows.timestamp(outcome.acceptedAtMs);
    rows.timestamp(outcome.expiresAtMs);
    rows.uuid(outcome.order?.key);
    rows.bigint(outcome.order?.sequence);
    rows.timestamp(nowMs);
  }
  return rows.finished();
}

async function upsert(manager: EntityManager, outcomes: readonly Outcome[]): Promise<ReadonlySet<Outcome>> {
  if (outcomes.length === 0) return new Set();
  const column = (read: (outcome: Outcome) => Cell) => arrayLiteral(outcomes.map(read));
  const written = await manager.query<{ id: string }[]>(
    `insert into deliveries as d (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
       next_attempt_at, last_code, last_status_code, accepted_at, expires_at, order_key, order_sequence, updated_at)
     select o.id, o.tenant_id, o.webhook_id, o.event_uid, o.event_type, o.reason, o.status, o.attempts, o.handovers,
       to_timestamp(o.next_ms / 1000.0), o.last_code, o.last_status_code, to_timestamp(o.accepted_ms / 1000.0),
       to_timestamp(o.expires_ms / 1000.0), o.order_key, o.order_sequence, now()
     from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[],
         $10::bigint[], $11::text[], $12::int[], $13::bigint[], $14::bigint[], $15::uuid[], $16::bigint[])
       as o (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers, next_ms, last_code,
         last_status_code, accepted_ms, expires_ms, order_key, order_sequence)
     on conflict (id) do update set
       status = excluded.status, attempts = greatest(d.attempts, excluded.attempts), handovers = excluded.handovers,
       next_attempt_at = excluded.next_attempt_at, last_code = excluded.last_code,
       last_status_code = excluded.last_status_code, expires_at = excluded.expires_at, updated_at = excluded.updated_at
     where d.status <> 'delivered' and (excluded.status = 'delivered' or excluded.handovers >= d.handovers and d.last_code <> 'erased')
       and not (d.status = 'dead' and excluded.status = 'dead' and excluded.handovers = d.handovers)
     returning d.id`,
    [
      column((outcome) => outcome.deliveryId),
      column((outcome) => outcome.tenantId),
      column((outcome) => outcome.webhookId),
      column((outcome) => outcome.eventUid),
      column((outcome) => outcome.eventType),
      column((outcome) => outcome.reason),
      column((outcome) => outcome.next.status),
      column(attemptsMade),
      column((outcome) => outcome.handover),
      column(nextAttemptMs),
      column((outcome) => outcome.code),
      column((outcome) => outcome.statusCode ?? null),
      column((outcome) => outcome.acceptedAtMs),
      column((outcome) => outcome.expiresAtMs),
      column((outcome) => outcome.order?.key ?? null),
      column((outcome) => outcome.order?.sequence ?? null),
    ],
  );
  const ids = new Set(written.map(({ id }) => id));
  return new Set(outcomes.filter(({ deliveryId }) => ids.has(deliveryId)));
}

function nextAttemptMs({ next }: Outcome): number | null {
  return next.status === 'pending' ? next.atMs : null;
}

/** A deferral uses up no attempt. */
function attemptsMade({ attempt, result }: Outcome): number {
  return result === 'succeeded' || result === 'failed' ? attempt : attempt - 1;
}

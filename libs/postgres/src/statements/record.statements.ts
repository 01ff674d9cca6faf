import type { EntityManager } from 'typeorm';
import type { ClinicalEvent, HeldData, Outcome } from '#domain';
import { type DisabledWebhook, openDisabledAlerts } from './alert.statements.js';
import { arrayLiteral, type Cell } from './array.literal.js';

/** An event to write; `schemaProblems` where its data was checked and does not fit. */
export interface RecordedEvent extends HeldData {
  readonly event: ClinicalEvent;
  readonly schemaProblems?: readonly string[] | undefined;
}

/** Writes events; those of unknown tenants are left out, as the router rejects them. */
export async function insertEvents(manager: EntityManager, events: readonly RecordedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const column = (read: (recorded: RecordedEvent) => Cell) => arrayLiteral(events.map(read));
  // All data in one parameter: pg sends a buffer as it is, and an array of buffers as hexadecimal text.
  const starts: number[] = [];
  let end = 1;
  for (const { data } of events) {
    starts.push(end);
    end += data.length;
  }
  await manager.query(
    `insert into events (uid, tenant_id, id, type, source, subject, time_text, content_type, extensions, data, accepted_at,
       schema_problems, data_key_id)
     select e.uid, e.tenant_id, e.id, e.type, e.source, e.subject, e.time_text, e.content_type, e.extensions::jsonb,
       substring($10::bytea from e.data_start for e.data_length), to_timestamp(e.accepted_ms / 1000.0),
       case when e.problems is not null then array(select jsonb_array_elements_text(e.problems::jsonb)) end,
       e.data_key_id
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
         $9::text[], $11::bigint[], $12::text[], $13::int[], $14::int[], $15::uuid[])
       as e (uid, tenant_id, id, type, source, subject, time_text, content_type, extensions, accepted_ms, problems,
         data_start, data_length, data_key_id)
     join tenants on tenants.id = e.tenant_id
     on conflict do nothing`,
    [
      column(({ event }) => event.uid),
      column(({ event }) => event.tenantId),
      column(({ event }) => event.id),
      column(({ event }) => event.type),
      column(({ event }) => event.source),
      column(({ event }) => event.subject),
      column(({ event }) => event.time),
      column(({ event }) => event.contentType),
      column(({ event }) => JSON.stringify(event.extensions)),
      Buffer.concat(events.map(({ data }) => data)),
      column(({ event }) => event.acceptedAtMs),
      column(({ schemaProblems }) => (schemaProblems?.length ? JSON.stringify(schemaProblems) : null)),
      arrayLiteral(starts),
      column(({ data }) => data.length),
      column(({ sealedUnder }) => sealedUnder),
    ],
  );
}

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
      column((outcome) => (outcome.next.status === 'pending' ? outcome.next.atMs : null)),
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

/** A deferral uses up no attempt. */
function attemptsMade({ attempt, result }: Outcome): number {
  return result === 'succeeded' || result === 'failed' ? attempt : attempt - 1;
}

/** Writes one row for each request that was made. */
export async function insertAttempts(
  manager: EntityManager,
  made: readonly { readonly outcome: Outcome; readonly offset: number }[],
): Promise<void> {
  if (made.length === 0) return;
  const column = (read: (of: (typeof made)[number]) => Cell) => arrayLiteral(made.map(read));
  await manager.query(
    `insert into attempts (delivery_id, attempt, outcome_offset, result, code, status_code, started_at, duration_ms,
       response_body, error)
     select a.delivery_id, a.attempt, a.outcome_offset, a.result, a.code, a.status_code,
       to_timestamp(a.started_ms / 1000.0), a.duration_ms, a.response_body, a.error
     from unnest($1::uuid[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::int[],
         $9::text[], $10::text[])
       as a (delivery_id, attempt, outcome_offset, result, code, status_code, started_ms, duration_ms, response_body, error)
     on conflict do nothing`,
    [
      column(({ outcome }) => outcome.deliveryId),
      column(({ outcome }) => outcome.attempt),
      column(({ offset }) => offset),
      column(({ outcome }) => outcome.result),
      column(({ outcome }) => outcome.code),
      column(({ outcome }) => outcome.statusCode ?? null),
      column(({ outcome }) => Math.round(outcome.startedAtMs ?? 0)),
      column(({ outcome }) => Math.round(outcome.durationMs ?? 0)),
      column(({ outcome }) => outcome.responseBody ?? null),
      column(({ outcome }) => outcome.error ?? null),
    ],
  );
}

/** Disables webhooks whose receivers said that they are gone for good (410), and opens an alert. Deliveries that wait stay. */
export async function disableGoneWebhooks(manager: EntityManager, webhookIds: readonly string[]): Promise<void> {
  if (webhookIds.length === 0) return;
  const [disabled] = await manager.query<[DisabledWebhook[], number]>(
    `with next as (update directory_revision set revision = revision + 1 returning revision)
     update webhooks set active = false, disabled_reason = 'gone', updated_at = now(), revision = next.revision
     from next where id = any($1::uuid[]) and active and deleted_at is null
     returning id, tenant_id as "tenantId"`,
    [webhookIds],
  );
  await openDisabledAlerts(manager, disabled, { why: 'gone' });
}

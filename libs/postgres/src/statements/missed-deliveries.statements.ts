import type { DataSource } from 'typeorm';
import type { ClinicalEvent, HeldData } from '#domain';
import { clinicalEventOf, EVENT_COLUMNS, type EventRow } from './event.row.js';

/** An event as the recorder wrote it. */
export interface ReplayableEvent extends HeldData {
  readonly event: ClinicalEvent;
}

/** What is looked through for events that a webhook missed. */
export interface EventSpan {
  readonly tenantId: string;
  /** Events of greater uids than this one and of smaller ones than that. */
  readonly afterUid: string;
  readonly toUid: string;
  /** As the webhook subscribed: see `isEventPattern`. */
  readonly patterns: readonly string[];
  readonly eventTypes?: readonly string[];
}

const PAGE_ROWS = 500;
/** A page ends early at so much data, but holds at least one event. */
const PAGE_BYTES = 16 * 1024 * 1024;

/** The next events of these types, in the order of their uids; none at the end of the span. */
export async function readEventPage(database: DataSource, span: EventSpan): Promise<ReplayableEvent[]> {
  const prefixes = span.patterns.filter((pattern) => pattern.endsWith('.*')).map((pattern) => pattern.slice(0, -1));
  const rows = await database.query<(EventRow & { data: Buffer; data_key_id: string | null })[]>(
    `select * from (
       select *, sum(octet_length(data)) over (order by event_uid) - octet_length(data) as bytes_before from (
         select ${EVENT_COLUMNS}, e.data, e.data_key_id from events e
         where e.tenant_id = $1 and e.uid > $2 and e.uid < $3 and e.erasure_id is null
           and ('*' = any($4::text[]) or e.type = any($4::text[])
             or exists (select from unnest($5::text[]) as prefix where starts_with(e.type, prefix)))
           and ($6::text[] is null or e.type = any($6::text[]))
         order by e.uid limit ${PAGE_ROWS}
       ) as found
     ) as weighed
     where bytes_before < ${PAGE_BYTES}
     order by event_uid`,
    [span.tenantId, span.afterUid, span.toUid, span.patterns, prefixes, span.eventTypes ?? null],
  );
  return rows.map((row) => ({
    event: clinicalEventOf(row),
    data: row.data,
    sealedUnder: row.data_key_id ?? undefined,
  }));
}

/** Which of these ids no delivery has. */
export async function withoutDelivery(database: DataSource, ids: readonly string[]): Promise<Set<string>> {
  const rows = await database.query<{ id: string }[]>('select id from deliveries where id = any($1::uuid[])', [ids]);
  const missing = new Set(ids);
  for (const { id } of rows) missing.delete(id);
  return missing;
}

/** A delivery that its event should have had. */
export interface MissedDelivery {
  /** That of the event's own delivery: who asks twice, or while the event is still being routed, makes no second one. */
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly event: ClinicalEvent;
  readonly dueMs: number;
  readonly expiresMs: number;
}

/** Returns how many were made. */
export async function insertMissedDeliveries(database: DataSource, missed: readonly MissedDelivery[]): Promise<number> {
  if (missed.length === 0) return 0;
  const column = <T>(read: (delivery: MissedDelivery) => T): T[] => missed.map(read);
  const rows = await database.query<[{ count: number }]>(
    `with made as (
       insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
         next_attempt_at, asked_at, last_code, accepted_at, expires_at, updated_at)
       select m.id, m.tenant_id, m.webhook_id, m.event_uid, m.event_type, 'replay', 'pending', 0, 0,
         to_timestamp(m.due_ms / 1000.0), to_timestamp(m.due_ms / 1000.0), 'replay',
         to_timestamp(m.accepted_ms / 1000.0), to_timestamp(m.expires_ms / 1000.0), now()
       from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[])
         as m (id, tenant_id, webhook_id, event_uid, event_type, due_ms, accepted_ms, expires_ms)
       on conflict do nothing
       returning 1
     )
     select count(*)::int as count from made`,
    [
      column(({ deliveryId }) => deliveryId),
      column(({ event }) => event.tenantId),
      column(({ webhookId }) => webhookId),
      column(({ event }) => event.uid),
      column(({ event }) => event.type),
      column(({ dueMs }) => dueMs),
      column(({ event }) => event.acceptedAtMs),
      column(({ expiresMs }) => expiresMs),
    ],
  );
  return rows[0].count;
}

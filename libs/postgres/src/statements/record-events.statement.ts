import type { EntityManager } from 'typeorm';
import type { ClinicalEvent, HeldData } from '#domain';
import { copyNewRowsWithin } from '../copy/copy.new.rows.js';
import { CopyRows } from '../copy/copy.rows.js';
import { arrayLiteral, type Cell } from './array.literal.js';

/** An event to write; `schemaProblems` where its data was checked and does not fit. */
export interface RecordedEvent extends HeldData {
  readonly event: ClinicalEvent;
  readonly schemaProblems?: readonly string[] | undefined;
}

/** Writes events; those of unknown tenants are left out, as the router rejects them, and those that are there already. */
export async function insertEvents(manager: EntityManager, events: readonly RecordedEvent[]): Promise<void> {
  const known = await ofKnownTenants(manager, events);
  if (known.length === 0) return;
  if (!(await copyNewRowsWithin(manager, COPIED, rowsOf(known)))) await insertMissing(manager, known);
}

async function ofKnownTenants(manager: EntityManager, events: readonly RecordedEvent[]): Promise<RecordedEvent[]> {
  const named = new Set(events.map(({ event }) => event.tenantId));
  const found = await manager.query<{ id: string }[]>('select id from tenants where id = any($1::text[])', [
    [...named],
  ]);
  const known = new Set(found.map(({ id }) => id));
  return events.filter(({ event }) => known.has(event.tenantId));
}

const COPIED = `events (uid, tenant_id, id, type, source, subject, time_text, content_type, extensions, data, accepted_at,
  schema_problems, data_key_id)`;
const COLUMNS = 13;
/** All but the data of an event, about. */
const EXPECTED_ROW_BYTES = 512;

function rowsOf(events: readonly RecordedEvent[]): Buffer {
  const dataBytes = events.reduce((sum, { data }) => sum + data.length, 0);
  const rows = new CopyRows(COLUMNS, dataBytes + events.length * EXPECTED_ROW_BYTES);
  for (const { event, data, schemaProblems, sealedUnder } of events) {
    rows.row();
    rows.uuid(event.uid);
    rows.text(event.tenantId);
    rows.text(event.id);
    rows.text(event.type);
    rows.text(event.source);
    rows.text(event.subject);
    rows.text(event.time);
    rows.text(event.contentType);
    rows.jsonb(JSON.stringify(event.extensions));
    rows.bytea(data);
    rows.timestamp(event.acceptedAtMs);
    rows.texts(schemaProblems);
    rows.uuid(sealedUnder);
  }
  return rows.finished();
}

async function insertMissing(manager: EntityManager, events: readonly RecordedEvent[]): Promise<void> {
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

import type { EntityManager } from 'typeorm';
import type { Outcome } from '#domain';
import { copyNewRowsWithin } from '../copy/copy.new.rows.js';
import { CopyRows } from '../copy/copy.rows.js';
import { arrayLiteral, type Cell } from './array.literal.js';

/** A request that was made, and where its outcome stands in its topic. */
interface MadeAttempt {
  readonly outcome: Outcome;
  readonly offset: number;
}

/** Writes one row for each request that was made. */
export async function insertAttempts(manager: EntityManager, made: readonly MadeAttempt[]): Promise<void> {
  if (made.length === 0) return;
  if (!(await copyNewRowsWithin(manager, COPIED, rowsOf(made)))) await insertMissing(manager, made);
}

const COPIED =
  'attempts (delivery_id, attempt, outcome_offset, result, code, status_code, started_at, duration_ms, response_body, error)';
const COLUMNS = 10;
const EXPECTED_ROW_BYTES = 128;

function rowsOf(made: readonly MadeAttempt[]): Buffer {
  const rows = new CopyRows(COLUMNS, made.length * EXPECTED_ROW_BYTES);
  for (const { outcome, offset } of made) {
    rows.row();
    rows.uuid(outcome.deliveryId);
    rows.integer(outcome.attempt);
    rows.bigint(offset);
    rows.text(outcome.result);
    rows.text(outcome.code);
    rows.integer(outcome.statusCode);
    rows.timestamp(Math.round(outcome.startedAtMs ?? 0));
    rows.integer(Math.round(outcome.durationMs ?? 0));
    rows.text(outcome.responseBody);
    rows.text(outcome.error);
  }
  return rows.finished();
}

async function insertMissing(manager: EntityManager, made: readonly MadeAttempt[]): Promise<void> {
  const column = (read: (of: MadeAttempt) => Cell) => arrayLiteral(made.map(read));
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

import type { Pool } from 'pg';
import { type EventShape, eventData } from '../bench.event.js';

const WEBHOOKS = 200;
/** As little as a webhook ever has: used up by as many rows that are in Kafka already. */
const CREDIT = 16;
const ROWS_PER_STATEMENT = 100_000;

/** Rows as a long outage of 200 endpoints leaves them: half wait for their time, half for their webhook's credit. */
export async function waitingRows(database: Pool, count: number, shape: EventShape): Promise<void> {
  if (count === 0) return;
  const time = Date.now().toString(16).padStart(12, '0');
  const idPrefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  const eventUid = `${idPrefix}000-8000-000000000001`;
  await database.query(
    `with next as (update directory_revision set revision = revision + 1 returning revision)
     insert into webhooks (id, tenant_id, name, url, events, active, dialect, headers, retry_config, max_concurrency, revision)
     select gen_random_uuid(), t.id, 'bench ' || n, 'http://127.0.0.1:9/', array['bench.t0'], true, t.default_dialect, '{}',
       '{}', 64, next.revision
     from generate_series(1, $1::int) as n, next, tenants t where t.id = 'default'`,
    [WEBHOOKS],
  );
  await database.query('insert into webhook_credit (webhook_id, credit) select id, $1 from webhooks', [CREDIT]);
  await database.query(
    `insert into events (uid, tenant_id, id, type, source, time_text, content_type, extensions, data, accepted_at)
     values ($1, 'default', 'waiting', 'bench.t0', '/bench', '2026-01-01T00:00:00Z', 'application/json', '{}', $2, now())`,
    [eventUid, Buffer.from(eventData(shape, 0))],
  );
  await insertDeliveries(database, 'queued', eventUid, idPrefix, 1, WEBHOOKS * CREDIT);
  for (let from = 1; from <= count; from += ROWS_PER_STATEMENT) {
    const to = Math.min(count, from + ROWS_PER_STATEMENT - 1);
    await insertDeliveries(database, 'pending', eventUid, idPrefix, from, to);
  }
  await database.query('vacuum analyze deliveries');
}

/** Every second row of each webhook is due; a delivery's id is its status and number, hashed. */
async function insertDeliveries(
  database: Pool,
  status: 'pending' | 'queued',
  eventUid: string,
  idPrefix: string,
  from: number,
  to: number,
): Promise<void> {
  await database.query(
    `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
       next_attempt_at, last_code, accepted_at, expires_at, updated_at)
     select ($1 || substr(md5($2 || n), 1, 3) || '-8' || substr(md5($2 || n), 4, 3) || '-' || substr(md5($2 || n), 7, 12))::uuid,
       'default', w.ids[1 + n % cardinality(w.ids)], $3::uuid, 'bench.t0', 'first', $2, 1, 1,
       now() + case when n / cardinality(w.ids) % 2 = 0 then n * interval '-1 ms' else interval '1 day' end,
       'http_status', now(), now() + interval '2 days', now()
     from generate_series($4::int, $5::int) as n, (select array_agg(id order by id) as ids from webhooks) w`,
    [idPrefix, status, eventUid, from, to],
  );
}

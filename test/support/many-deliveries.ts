import type { Pool } from 'pg';

/** What was left of a tenant's traffic: two days of deliveries, of which most were delivered to one webhook. */
export interface ManyDeliveries {
  readonly count: number;
  readonly tenantId: string;
  /** Gets most of them. */
  readonly busyWebhook: string;
  /** Gets one of 5,000. */
  readonly quietWebhook: string;
  /** In milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
}

const ROWS_PER_STATEMENT = 100_000;
const SPAN_MS = 40 * 3_600_000;

/**
 * Fills in deliveries, one each so many milliseconds, and the event of every tenth, called `order-N`. Rare are: the statuses
 * but `delivered` (about one of 3,000 each), the quiet webhook, and the types `rare.first` (only among the oldest) and `rare.last`.
 */
export async function fillDeliveries(
  database: Pool,
  given: Pick<ManyDeliveries, 'count' | 'tenantId' | 'busyWebhook' | 'quietWebhook'>,
): Promise<ManyDeliveries> {
  const toMs = Date.now();
  const fromMs = toMs - SPAN_MS;
  const many = { ...given, fromMs, toMs };
  for (let first = 1; first <= many.count; first += ROWS_PER_STATEMENT) {
    const last = Math.min(many.count, first + ROWS_PER_STATEMENT - 1);
    await insertEvents(database, many, first, last);
    await insertDeliveries(database, many, first, last);
  }
  await database.query('vacuum analyze deliveries, events');
  return many;
}

/** A UUIDv7 of the Nth moment, whose tail is the hash of a text. */
const uuidOf = (text: string) =>
  `(lpad(to_hex(t.ms), 12, '0') || '7' || substr(md5(${text}), 1, 3) || '8' || substr(md5(${text}), 4, 15))::uuid`;
const MOMENTS =
  'from generate_series($1::int, $2::int) as n, lateral (select $3::bigint + n * $4::bigint / $5::int as ms) t';
const momentsOf = ({ fromMs, count }: ManyDeliveries, first: number, last: number) => [
  first,
  last,
  fromMs,
  SPAN_MS,
  count,
];

async function insertEvents(database: Pool, many: ManyDeliveries, first: number, last: number): Promise<void> {
  await database.query(
    `insert into events (uid, tenant_id, id, type, source, time_text, content_type, extensions, data, accepted_at)
     select ${uuidOf(`'e' || n`)}, $6, 'order-' || n, 'seen.often', '/test', '2026-01-01T00:00:00Z', 'application/json', '{}', '{}',
       now() ${MOMENTS} where n % 10 = 0`,
    [...momentsOf(many, first, last), many.tenantId],
  );
}

async function insertDeliveries(database: Pool, many: ManyDeliveries, first: number, last: number): Promise<void> {
  await database.query(
    `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
       next_attempt_at, last_code, accepted_at, expires_at, updated_at)
     select ${uuidOf(`'d' || n`)}, $6, case when n % 5000 = 7 then $8::uuid else $7::uuid end, ${uuidOf(`'e' || n`)},
       case when n < $5 / 100 and n % 50 = 0 then 'rare.first' when n > $5 - 20 then 'rare.last' else 'seen.often' end, 'first', status,
       1, 1, case status when 'pending' then now() + interval '1 day' end, 'ok', now(), now() + interval '2 days', now()
     ${MOMENTS}, lateral (select case n % 3001 when 1 then 'dead' when 2 then 'pending' when 3 then 'queued' when 4 then 'cancelled'
       else 'delivered' end as status) s`,
    [...momentsOf(many, first, last), many.tenantId, many.busyWebhook, many.quietWebhook],
  );
}

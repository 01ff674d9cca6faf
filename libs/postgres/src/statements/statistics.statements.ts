import type { EntityManager } from 'typeorm';
import type { DurationHistogram } from '#domain';

/** What happened to webhooks within some time. */
export interface Counts {
  /** Attempts that were made: `succeeded` + `failed`. */
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Attempts that were put off. */
  readonly deferred: number;
  /** Deliveries that became `delivered`. */
  readonly delivered: number;
  /** Deliveries that became `dead`. */
  readonly dead: number;
  readonly timeouts: number;
  /** Of all requests. */
  readonly durationMsSum: number;
  /** Requests by the class of the status that answered them, and those without any. */
  readonly status2xx: number;
  readonly status3xx: number;
  readonly status4xx: number;
  readonly status5xx: number;
  readonly noStatus: number;
}

/** What happened to one webhook within one hour, to be added to what is known of that hour. */
export interface HourlyCounts extends Counts {
  readonly webhookId: string;
  readonly tenantId: string;
  /** The hour's first millisecond since 1970. */
  readonly hourMs: number;
  /** How many of `dead` were tests. */
  readonly deadTests: number;
  /** Of all requests. */
  readonly durations: DurationHistogram;
}

/** Adds to the hours' counts. `rows` in order of webhook and hour, so that two transactions cannot wait for each other's. */
export async function addHourlyCounts(manager: EntityManager, rows: readonly HourlyCounts[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <T>(read: (row: HourlyCounts) => T): T[] => rows.map(read);
  await manager.query(
    `insert into webhook_hourly_stats as s (webhook_id, tenant_id, hour, requests, succeeded, failed, deferred, delivered,
       dead, duration_ms_sum, timeouts, dead_tests, status_2xx, status_3xx, status_4xx, status_5xx, no_status, durations)
     select c.webhook_id, c.tenant_id, to_timestamp(c.hour_ms / 1000.0), c.requests, c.succeeded, c.failed, c.deferred,
       c.delivered, c.dead, c.duration_ms_sum, c.timeouts, c.dead_tests, c.status_2xx, c.status_3xx, c.status_4xx,
       c.status_5xx, c.no_status, c.durations::int[]
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[],
         $10::bigint[], $11::int[], $12::int[], $13::int[], $14::int[], $15::int[], $16::int[], $17::int[], $18::text[])
       as c (webhook_id, tenant_id, hour_ms, requests, succeeded, failed, deferred, delivered, dead, duration_ms_sum, timeouts,
         dead_tests, status_2xx, status_3xx, status_4xx, status_5xx, no_status, durations)
     on conflict (webhook_id, hour) do update set
       requests = s.requests + excluded.requests, succeeded = s.succeeded + excluded.succeeded,
       failed = s.failed + excluded.failed, deferred = s.deferred + excluded.deferred,
       delivered = s.delivered + excluded.delivered, dead = s.dead + excluded.dead,
       duration_ms_sum = s.duration_ms_sum + excluded.duration_ms_sum, timeouts = s.timeouts + excluded.timeouts,
       dead_tests = s.dead_tests + excluded.dead_tests,
       status_2xx = s.status_2xx + excluded.status_2xx, status_3xx = s.status_3xx + excluded.status_3xx,
       status_4xx = s.status_4xx + excluded.status_4xx, status_5xx = s.status_5xx + excluded.status_5xx,
       no_status = s.no_status + excluded.no_status,
       durations = array(select coalesce(known, 0) + coalesce(added, 0)
         from unnest(s.durations, excluded.durations) as bucket (known, added))`,
    [
      column((row) => row.webhookId),
      column((row) => row.tenantId),
      column((row) => row.hourMs),
      column((row) => row.requests),
      column((row) => row.succeeded),
      column((row) => row.failed),
      column((row) => row.deferred),
      column((row) => row.delivered),
      column((row) => row.dead),
      column((row) => row.durationMsSum),
      column((row) => row.timeouts),
      column((row) => row.deadTests),
      column((row) => row.status2xx),
      column((row) => row.status3xx),
      column((row) => row.status4xx),
      column((row) => row.status5xx),
      column((row) => row.noStatus),
      column((row) => `{${row.durations.join(',')}}`),
    ],
  );
}

/** What a batch of outcomes says about a webhook. Times are milliseconds since 1970, null where nothing of the kind was seen. */
export interface HealthChange {
  readonly webhookId: string;
  readonly tenantId: string;
  /** Failures in a row at the end of the batch: since its last success, or since its begin where there was none. */
  readonly consecutiveFailures: number;
  readonly failingSinceMs: number | null;
  readonly lastAttemptAtMs: number | null;
  readonly lastSuccessAtMs: number | null;
  readonly lastFailureAtMs: number | null;
  /** Of the last attempt, as is its status. */
  readonly lastCode: string | null;
  readonly lastStatusCode: number | null;
  readonly requests: number;
  readonly succeeded: number;
  readonly durationMsSum: number;
}

/**
 * Brings webhooks' health up to date: a success in the batch ends the failures known so far, else the batch's follow
 * them. `changes` in order of webhook, so that two transactions cannot wait for each other's rows.
 */
export async function updateHealth(manager: EntityManager, changes: readonly HealthChange[]): Promise<void> {
  if (changes.length === 0) return;
  const column = <T>(read: (change: HealthChange) => T): T[] => changes.map(read);
  await manager.query(
    `insert into webhook_health as h (webhook_id, tenant_id, consecutive_failures, failing_since, last_attempt_at,
       last_success_at, last_failure_at, last_code, last_status_code, requests, succeeded, duration_ms_sum)
     select c.webhook_id, c.tenant_id, c.consecutive_failures, to_timestamp(c.failing_since_ms / 1000.0),
       to_timestamp(c.last_attempt_ms / 1000.0), to_timestamp(c.last_success_ms / 1000.0),
       to_timestamp(c.last_failure_ms / 1000.0), c.last_code, c.last_status_code, c.requests, c.succeeded, c.duration_ms_sum
     from unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
         $9::int[], $10::bigint[], $11::bigint[], $12::bigint[])
       as c (webhook_id, tenant_id, consecutive_failures, failing_since_ms, last_attempt_ms, last_success_ms,
         last_failure_ms, last_code, last_status_code, requests, succeeded, duration_ms_sum)
     on conflict (webhook_id) do update set
       consecutive_failures = excluded.consecutive_failures
         + case when excluded.last_success_at is null then h.consecutive_failures else 0 end,
       failing_since = case when excluded.last_success_at is null
         then coalesce(h.failing_since, excluded.failing_since) else excluded.failing_since end,
       last_attempt_at = greatest(h.last_attempt_at, excluded.last_attempt_at),
       last_success_at = greatest(h.last_success_at, excluded.last_success_at),
       last_failure_at = greatest(h.last_failure_at, excluded.last_failure_at),
       last_code = coalesce(excluded.last_code, h.last_code),
       last_status_code = case when excluded.last_code is null then h.last_status_code else excluded.last_status_code end,
       requests = h.requests + excluded.requests, succeeded = h.succeeded + excluded.succeeded,
       duration_ms_sum = h.duration_ms_sum + excluded.duration_ms_sum`,
    [
      column((change) => change.webhookId),
      column((change) => change.tenantId),
      column((change) => change.consecutiveFailures),
      column((change) => change.failingSinceMs),
      column((change) => change.lastAttemptAtMs),
      column((change) => change.lastSuccessAtMs),
      column((change) => change.lastFailureAtMs),
      column((change) => change.lastCode),
      column((change) => change.lastStatusCode),
      column((change) => change.requests),
      column((change) => change.succeeded),
      column((change) => change.durationMsSum),
    ],
  );
}

import type { EntityManager } from 'typeorm';
import { ALERT_RULES, type AlertFacts, type AlertKind } from '#domain';

/** That something is wrong with a webhook now. */
export interface AlertFinding {
  readonly webhookId: string;
  readonly tenantId: string;
  readonly kind: AlertKind;
  readonly facts: AlertFacts[AlertKind];
}

/** What keeps an alert open that is there, and, where `opens`, opens one that is not. */
export type EvaluatedFinding = AlertFinding & { readonly opens: boolean };

/**
 * What is wrong with the webhooks of all tenants, in order of webhook and kind, in one statement. It reads what is kept of each
 * webhook, its last hours, and of what waits only what is overdue, so that its cost grows neither with attempts nor with
 * waiting deliveries. That a webhook was disabled is not looked for: whoever disables it says so.
 */
export async function readAlertFindings(manager: EntityManager): Promise<EvaluatedFinding[]> {
  return manager.query<EvaluatedFinding[]>(
    `with recursive ${WEBHOOKS}, ${HOURS}, ${OVERDUE}
     select id as "webhookId", tenant_id as "tenantId", kind, facts, coalesce(opens, false) as opens
     from (${[CONSECUTIVE_FAILURES, SUCCESS_RATE, TIMEOUTS, SILENT, BACKLOG_GROWING, DEAD_LETTERS].join(' union all ')}) found
     order by id, kind`,
  );
}

const THIS_HOUR = `date_trunc('hour', now(), 'UTC')`;
/** Counts are kept by the clock's hours: the last hour is within this one and the one before. */
const LAST_HOUR = `(${THIS_HOUR} - interval '1 hour')`;
const rfc3339 = (moment: string) => `to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const WEBHOOKS = `webhook as (
  select w.id, w.tenant_id, w.active, w.updated_at, h.consecutive_failures, h.failing_since, h.last_attempt_at,
    h.last_failure_at > w.updated_at as failed_since_changed, h.last_code, h.last_status_code
  from webhooks w left join webhook_health h on h.webhook_id = w.id
  where w.deleted_at is null
)`;

const HOURS = `hours as (
  select webhook_id, sum(requests) as requests, sum(succeeded) as succeeded,
    sum(requests) filter (where hour >= ${LAST_HOUR}) as recent_requests,
    sum(timeouts) filter (where hour >= ${LAST_HOUR}) as recent_timeouts,
    sum(dead - dead_tests) filter (where hour >= ${LAST_HOUR}) as recent_dead
  from webhook_hourly_stats
  where hour > ${THIS_HOUR} - interval '${ALERT_RULES.success_rate.hours} hours'
  group by webhook_id
)`;

/** A loose index scan finds the webhooks that have something waiting, as where due deliveries are claimed. */
const OVERDUE = `waiting as (
  (select webhook_id from deliveries where status = 'pending' order by webhook_id limit 1)
  union all
  select (select webhook_id from deliveries where status = 'pending' and webhook_id > waiting.webhook_id
          order by webhook_id limit 1)
  from waiting where waiting.webhook_id is not null
), overdue as (
  select waiting.webhook_id, count(*)::int as deliveries, min(due.next_attempt_at) as oldest_due_at
  from waiting cross join lateral (
    select d.next_attempt_at from deliveries d
    where d.status = 'pending' and d.webhook_id = waiting.webhook_id
      and d.next_attempt_at < now() - interval '${ALERT_RULES.backlog_growing.overdueMinutes} minutes'
    order by d.next_attempt_at limit ${ALERT_RULES.backlog_growing.maxCounted}
  ) due
  group by waiting.webhook_id
)`;

/** What failed before the webhook was changed may be what the change has repaired: it takes another failure. */
const CONSECUTIVE_FAILURES = `
  select id, tenant_id, 'consecutive_failures' as kind, jsonb_build_object('consecutiveFailures', consecutive_failures,
    'failingSince', ${rfc3339('failing_since')}, 'lastCode', last_code, 'lastStatusCode', last_status_code) as facts,
    failed_since_changed as opens
  from webhook where active and consecutive_failures > ${ALERT_RULES.consecutive_failures.above}`;

/** In percent with two digits, rounded down, as in the statistics. */
const PERCENT = 'floor(succeeded * 10000.0 / requests) / 100';
const SUCCESS_RATE = `
  select id, tenant_id, 'success_rate', jsonb_build_object('hours', ${ALERT_RULES.success_rate.hours},
    'requests', requests, 'succeeded', succeeded, 'successRate', (${PERCENT})::float8),
    failed_since_changed and ${PERCENT} < ${ALERT_RULES.success_rate.belowPercent}
  from webhook join hours on webhook_id = id
  where active and requests >= ${ALERT_RULES.success_rate.minRequests}
    and ${PERCENT} < ${ALERT_RULES.success_rate.untilPercent}`;

const TIMEOUTS = `
  select id, tenant_id, 'timeouts', jsonb_build_object('since', ${rfc3339(LAST_HOUR)}, 'requests', recent_requests,
    'timeouts', recent_timeouts),
    failed_since_changed and recent_timeouts * 100 >= recent_requests * ${ALERT_RULES.timeouts.fromPercent}
  from webhook join hours on webhook_id = id
  where active and recent_timeouts >= ${ALERT_RULES.timeouts.atLeast}
    and recent_timeouts * 100 >= recent_requests * ${ALERT_RULES.timeouts.untilPercent}`;

/** Silence is news only where the same day of the week before was not silent: a closed clinic on Sunday is none. */
const SILENT_INTERVAL = `interval '${ALERT_RULES.silent.hours} hours'`;
const SILENT = `
  select id, tenant_id, 'silent', jsonb_build_object('lastCallAt', ${rfc3339('last_attempt_at')},
    'requestsAWeekBefore', before.requests),
    updated_at < now() - ${SILENT_INTERVAL} and before.requests >= ${ALERT_RULES.silent.minRequestsAWeekBefore}
  from webhook cross join lateral (
    select coalesce(sum(s.requests), 0) as requests from webhook_hourly_stats s
    where s.webhook_id = id and s.hour > ${THIS_HOUR} - interval '7 days' - ${SILENT_INTERVAL}
      and s.hour <= ${THIS_HOUR} - interval '7 days') before
  where active and last_attempt_at < now() - ${SILENT_INTERVAL}`;

const BACKLOG_GROWING = `
  select id, tenant_id, 'backlog_growing', jsonb_build_object('overdue', deliveries,
    'oldestDueAt', ${rfc3339('oldest_due_at')}), true
  from webhook join overdue on webhook_id = id
  where active and deliveries >= ${ALERT_RULES.backlog_growing.atLeast}`;

/** Those of disabled webhooks too: what waits for them dies of age. */
const DEAD_LETTERS = `
  select id, tenant_id, 'dead_letters', jsonb_build_object('since', ${rfc3339(LAST_HOUR)}, 'dead', recent_dead), true
  from webhook join hours on webhook_id = id
  where recent_dead > 0`;

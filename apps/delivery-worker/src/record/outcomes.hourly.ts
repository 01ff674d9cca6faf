import { countDuration, HOUR_MS, type Outcome, type OutcomeCode } from '#domain';
import type { HourlyCounts } from '#postgres';
import { type RecordedOutcome, wasMade } from './recorded.outcome.js';

type Counts = { -readonly [Name in keyof Omit<HourlyCounts, 'durations'>]: HourlyCounts[Name] } & {
  readonly durations: number[];
};

const TIMEOUTS: ReadonlySet<OutcomeCode> = new Set(['timeout', 'connect_timeout']);

/**
 * What outcomes add to the counts of their webhooks' hours, in order of webhook and hour. The hour is that of the record, and
 * tests count like any other request.
 *
 * @param settled the outcomes that made their deliveries what they say; what only repeats it makes no delivery count twice
 */
export function hourlyCounts(recorded: readonly RecordedOutcome[], settled: ReadonlySet<Outcome>): HourlyCounts[] {
  const hours = new Map<string, Counts>();
  for (const { outcome, atMs } of recorded) {
    if (outcome.result === 'cancelled') continue;
    const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    const key = `${outcome.webhookId} ${hourMs}`;
    const counts = hours.get(key) ?? nothing(outcome, hourMs);
    hours.set(key, counts);
    count(counts, outcome, settled.has(outcome));
  }
  return [...hours.values()].sort((a, b) => compare(a.webhookId, b.webhookId) || a.hourMs - b.hourMs);
}

function count(counts: Counts, outcome: Outcome, isSettled: boolean): void {
  const { result, code, next, reason, durationMs = 0 } = outcome;
  if (wasMade(outcome)) {
    counts.requests += 1;
    counts.durationMsSum += Math.round(durationMs);
    countDuration(counts.durations, durationMs);
    counts[statusClassOf(outcome)] += 1;
  }
  if (result === 'succeeded') counts.succeeded += 1;
  if (result === 'failed') counts.failed += 1;
  if (result === 'deferred') counts.deferred += 1;
  if (TIMEOUTS.has(code)) counts.timeouts += 1;
  if (isSettled && next.status === 'delivered') counts.delivered += 1;
  if (isSettled && next.status === 'dead') {
    counts.dead += 1;
    if (reason === 'test') counts.deadTests += 1;
  }
}

/** What is neither an error of the client nor of the server nor a redirect is as good as a success: 1xx is never final. */
function statusClassOf({ statusCode }: Outcome): 'status2xx' | 'status3xx' | 'status4xx' | 'status5xx' | 'noStatus' {
  if (statusCode === undefined) return 'noStatus';
  if (statusCode >= 500) return 'status5xx';
  if (statusCode >= 400) return 'status4xx';
  return statusCode >= 300 ? 'status3xx' : 'status2xx';
}

function nothing({ webhookId, tenantId }: Outcome, hourMs: number): Counts {
  const counts = { requests: 0, succeeded: 0, failed: 0, deferred: 0, delivered: 0, dead: 0 };
  const statuses = { status2xx: 0, status3xx: 0, status4xx: 0, status5xx: 0, noStatus: 0 };
  return {
    webhookId,
    tenantId,
    hourMs,
    ...counts,
    ...statuses,
    durationMsSum: 0,
    durations: [],
    timeouts: 0,
    deadTests: 0,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

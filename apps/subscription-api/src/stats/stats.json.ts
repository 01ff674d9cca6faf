import { addHistograms, percentileMs } from '#domain';
import type { Counts, HourTotals, WebhookHealthEntity } from '#postgres';

type StatusCounts = 'status2xx' | 'status3xx' | 'status4xx' | 'status5xx' | 'noStatus';

/** Sums over some hours. A test is a request too. */
export interface TotalsJson extends Omit<Counts, 'durationMsSum' | StatusCounts> {
  /** Percent of the requests; null where there was none. */
  readonly successRate: number | null;
  readonly averageDurationMs: number | null;
  /**
   * Milliseconds that so many percent of the requests took at most: exact below 8, else at most 12.5 % too high or 10 % too low.
   * Null where no durations were counted.
   */
  readonly durationMs: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
  /** How receivers answered; `none` counts requests without an answer. */
  readonly statusClasses: Readonly<Record<'2xx' | '3xx' | '4xx' | '5xx' | 'none', number>>;
}

export function totalsJson(hours: readonly HourTotals[]): TotalsJson {
  const sum = (name: keyof Counts) => hours.reduce((total, hour) => total + hour[name], 0);
  const [requests, succeeded] = [sum('requests'), sum('succeeded')];
  const durations = addHistograms(hours.map((hour) => hour.durations));
  return {
    requests,
    succeeded,
    failed: sum('failed'),
    deferred: sum('deferred'),
    delivered: sum('delivered'),
    dead: sum('dead'),
    timeouts: sum('timeouts'),
    successRate: successRate(succeeded, requests),
    averageDurationMs: averageDurationMs(sum('durationMsSum'), requests),
    durationMs: {
      p50: percentileMs(durations, 50),
      p95: percentileMs(durations, 95),
      p99: percentileMs(durations, 99),
    },
    statusClasses: {
      '2xx': sum('status2xx'),
      '3xx': sum('status3xx'),
      '4xx': sum('status4xx'),
      '5xx': sum('status5xx'),
      none: sum('noStatus'),
    },
  };
}

export type HourJson = TotalsJson & { readonly hour: string };

/** The hours in which something happened, oldest first. */
export function hourlyJson(hours: readonly HourTotals[]): HourJson[] {
  return hours.map((hour) => ({ hour: hour.hour.toISOString(), ...totalsJson([hour]) }));
}

/** How a webhook does, tests left out; all zero and null before its first request. */
export function healthJson(health: WebhookHealthEntity | undefined) {
  return {
    consecutiveFailures: health?.consecutiveFailures ?? 0,
    failingSince: health?.failingSince?.toISOString() ?? null,
    lastAttemptAt: health?.lastAttemptAt?.toISOString() ?? null,
    lastSuccessAt: health?.lastSuccessAt?.toISOString() ?? null,
    lastFailureAt: health?.lastFailureAt?.toISOString() ?? null,
    lastCode: health?.lastCode ?? null,
    lastStatusCode: health?.lastStatusCode ?? null,
  };
}
export type HealthJson = ReturnType<typeof healthJson>;

/** In percent with two digits, rounded down: 100 means that nothing failed. Null where nothing was tried. */
export function successRate(succeeded: number, requests: number): number | null {
  return requests === 0 ? null : Math.floor((succeeded * 10_000) / requests) / 100;
}

export function averageDurationMs(durationMsSum: number, requests: number): number | null {
  return requests === 0 ? null : Math.round(durationMsSum / requests);
}

import type { Counts, HourTotals, WebhookHealthEntity } from '#postgres';

/** Sums over some hours. A test is a request too. */
export interface TotalsJson extends Omit<Counts, 'durationMsSum'> {
  /** Percent of the requests; null where there was none. */
  readonly successRate: number | null;
  readonly averageDurationMs: number | null;
}

export function totalsJson(hours: readonly HourTotals[]): TotalsJson {
  const sum = (name: keyof Counts) => hours.reduce((total, hour) => total + hour[name], 0);
  const [requests, succeeded] = [sum('requests'), sum('succeeded')];
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

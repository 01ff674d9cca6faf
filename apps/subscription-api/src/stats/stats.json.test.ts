import { describe, expect, it } from 'vitest';
import type { HourTotals } from '#postgres';
import { hourlyJson, successRate, totalsJson } from './stats.json.js';

const hour = (changes: Partial<HourTotals>): HourTotals => ({
  hour: new Date(Date.UTC(2026, 2, 7, 10)),
  requests: 0,
  succeeded: 0,
  failed: 0,
  deferred: 0,
  delivered: 0,
  dead: 0,
  timeouts: 0,
  durationMsSum: 0,
  ...{ status2xx: 0, status3xx: 0, status4xx: 0, status5xx: 0, noStatus: 0, durations: [] },
  ...changes,
});

describe('totals', () => {
  it('weigh each hour by its requests', () => {
    const hours = [
      hour({ requests: 1, succeeded: 1, delivered: 1, durationMsSum: 100, durations: [0, 0, 1], status2xx: 1 }),
      hour({
        requests: 3,
        failed: 3,
        timeouts: 2,
        dead: 1,
        deferred: 5,
        durationMsSum: 20,
        durations: [2, 1],
        noStatus: 3,
      }),
    ];
    expect(totalsJson(hours)).toEqual({
      requests: 4,
      succeeded: 1,
      failed: 3,
      deferred: 5,
      delivered: 1,
      dead: 1,
      timeouts: 2,
      successRate: 25,
      averageDurationMs: 30,
      durationMs: { p50: 0, p95: 2, p99: 2 },
      statusClasses: { '2xx': 1, '3xx': 0, '4xx': 0, '5xx': 0, none: 3 },
    });
  });

  it('of nothing have no rate and no average', () => {
    expect(totalsJson([])).toMatchObject({ requests: 0, successRate: null, averageDurationMs: null });
    expect(totalsJson([]).durationMs).toEqual({ p50: null, p95: null, p99: null });
  });

  it('of hours whose durations were not counted have an average but no percentiles', () => {
    expect(totalsJson([hour({ requests: 2, durationMsSum: 100 })])).toMatchObject({
      averageDurationMs: 50,
      durationMs: { p50: null, p95: null, p99: null },
    });
  });

  it('of each hour stand beside its begin', () => {
    expect(hourlyJson([hour({ requests: 2, succeeded: 1 })])).toMatchObject([
      { hour: '2026-03-07T10:00:00.000Z', requests: 2, successRate: 50 },
    ]);
  });
});

it('calls nothing a full success that had a failure', () => {
  expect(successRate(99_999, 100_000)).toBe(99.99);
  expect(successRate(100_000, 100_000)).toBe(100);
});

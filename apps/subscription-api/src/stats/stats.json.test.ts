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
  ...changes,
});

describe('totals', () => {
  it('weigh each hour by its requests', () => {
    const hours = [
      hour({ requests: 1, succeeded: 1, delivered: 1, durationMsSum: 100 }),
      hour({ requests: 3, failed: 3, timeouts: 2, dead: 1, deferred: 5, durationMsSum: 20 }),
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
    });
  });

  it('of nothing have no rate and no average', () => {
    expect(totalsJson([])).toMatchObject({ requests: 0, successRate: null, averageDurationMs: null });
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

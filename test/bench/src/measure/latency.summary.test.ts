import { expect, it } from 'vitest';
import { differences, latencyHistogram, latencySummary } from './latency.summary.js';

it('gives the percentiles of what was recorded, to three figures', () => {
  const times = Array.from({ length: 1_000 }, (_, index) => index + 1);
  const summary = latencySummary(times);
  expect(summary['p50 ms']).toBeCloseTo(500, -1);
  expect(summary['p90 ms']).toBeCloseTo(900, -1);
  expect(summary['p99 ms']).toBeCloseTo(990, -1);
  expect(summary['max ms']).toBeCloseTo(1_000, -1);
});

it('lets a single slow one among a thousand show in the maximum and not in the p99', () => {
  const summary = latencySummary([...Array<number>(999).fill(2), 5_000]);
  expect(summary['p99 ms']).toBeCloseTo(2, 1);
  expect(summary['max ms']).toBeCloseTo(5_000, -1);
});

it('leaves out what never came, and counts a receipt that overtook its 202 as none', () => {
  expect(latencySummary([Number.NaN, 4])['p50 ms']).toBeCloseTo(4, 1);
  expect(latencySummary([-3])['max ms']).toBeLessThan(0.01);
  expect(latencySummary([])).toMatchObject({ 'p50 ms': Number.NaN, 'max ms': Number.NaN });
});

it('counts each time in the bucket below whose bound it is', () => {
  const filled = latencyHistogram([-1, 0.5, 1, 4.9, 5, Number.NaN, 1_000]).filter(({ count }) => count > 0);
  expect(filled).toEqual([
    { belowMs: 1, count: 2 },
    { belowMs: 2, count: 1 },
    { belowMs: 5, count: 1 },
    { belowMs: 7, count: 1 },
    { belowMs: null, count: 1 },
  ]);
});

it('takes times from each other one by one', () => {
  expect([...differences(Float64Array.of(5, 9), Float64Array.of(1, 2))]).toEqual([4, 7]);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addHistograms, countDuration, durationBucket, percentileMs } from './duration.histogram.js';

function histogramOf(durations: readonly number[]): number[] {
  const histogram: number[] = [];
  for (const durationMs of durations) countDuration(histogram, durationMs);
  return histogram;
}
/** By the nearest rank. */
const exact = (durations: readonly number[], percent: number) =>
  durations.toSorted((a, b) => a - b)[Math.max(Math.ceil((durations.length * percent) / 100), 1) - 1] ?? Number.NaN;

describe('a histogram of durations', () => {
  it('is exact below 8 ms', () => {
    for (let ms = 0; ms < 8; ms += 1) expect(percentileMs(histogramOf([ms]), 50)).toBe(ms);
  });

  it('gives each longer duration a bucket that is no smaller, 76 in all', () => {
    let last = -1;
    for (let ms = 0; ms < 2 ** 20; ms += ms < 4_096 ? 1 : 101) {
      const bucket = durationBucket(ms);
      expect(bucket - last === 0 || bucket - last === 1).toBe(true);
      last = bucket;
    }
    expect(last).toBe(75);
    expect(durationBucket(Number.MAX_SAFE_INTEGER)).toBe(75);
    expect(durationBucket(-1)).toBe(0);
  });

  it('estimates percentiles at most 12.5 % too high and 10 % too low', () => {
    const durations = fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, fc.constantFrom(50, 95, 99), (all, percent) => {
        const [estimate, truth] = [percentileMs(histogramOf(all), percent) ?? Number.NaN, exact(all, percent)];
        expect(estimate).toBeLessThanOrEqual(truth * 1.125 + 0.5);
        expect(estimate).toBeGreaterThanOrEqual(truth * 0.9 - 0.5);
      }),
    );
  });

  it('of two parts is their sum', () => {
    const [quick, slow] = [
      [1, 2, 3],
      [40, 5_000],
    ];
    expect(addHistograms([histogramOf(quick), histogramOf(slow)])).toEqual(histogramOf([...quick, ...slow]));
    expect(addHistograms([])).toEqual([]);
  });

  it('of nothing has no percentiles', () => {
    expect(percentileMs([], 50)).toBeNull();
    expect(percentileMs([0, 0], 99)).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelaysMs, nextRetryDelayMs } from './retry-schedule.js';
import { BACKOFF_STRATEGIES } from './webhook.js';

const SCHEDULE = { delaysMs: [1_000, 2_000, 4_000], jitterRatio: 0 };

describe('nextRetryDelayMs', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
  ])('after attempt %i is %i ms', (attempt, delayMs) => {
    expect(nextRetryDelayMs(SCHEDULE, attempt, 0.99)).toBe(delayMs);
  });

  it('is nothing after the last attempt', () => {
    expect(nextRetryDelayMs(SCHEDULE, 4, 0)).toBeUndefined();
    expect(nextRetryDelayMs({ delaysMs: [], jitterRatio: 0 }, 1, 0)).toBeUndefined();
  });

  it('may be a wait of no time', () => {
    expect(nextRetryDelayMs({ delaysMs: [0], jitterRatio: 0.1 }, 1, 0.5)).toBe(0);
  });

  it('is lengthened by jitter and never shortened', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(86_400_000), { minLength: 1, maxLength: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(9),
        (delaysMs, jitterRatio, random, index) => {
          const base = delaysMs[index];
          const delayMs = nextRetryDelayMs({ delaysMs, jitterRatio }, index + 1, random);
          if (base === undefined) return delayMs === undefined;
          return (
            delayMs !== undefined &&
            Number.isInteger(delayMs) &&
            delayMs >= base &&
            delayMs <= base * (1 + jitterRatio) + 1
          );
        },
      ),
    );
  });
});

describe('backoffDelaysMs', () => {
  it.each([
    ['exponential', [60, 120, 240, 480]],
    ['linear', [60, 120, 180, 240]],
    ['fixed', [60, 60, 60, 60]],
  ] as const)('%s grows as %o', (strategy, delaysMs) => {
    expect(backoffDelaysMs(strategy, 60, 4, 1_000)).toEqual(delaysMs);
  });

  it('never exceeds its maximum, however often it doubles', () => {
    const delaysMs = backoffDelaysMs('exponential', 60_000, 2_000, 3_600_000);
    expect(delaysMs).toHaveLength(2_000);
    expect(Math.max(...delaysMs)).toBe(3_600_000);
  });

  it('never shrinks from one wait to the next', () => {
    fc.assert(
      fc.property(fc.constantFrom(...BACKOFF_STRATEGIES), fc.nat(1e6), fc.nat(50), fc.nat(1e8), (...input) => {
        const delaysMs = backoffDelaysMs(...input);
        expect([...delaysMs].sort((a, b) => a - b)).toEqual(delaysMs);
      }),
    );
  });

  it('of no retries is no waits', () => {
    expect(backoffDelaysMs('fixed', 60, 0, 1_000)).toEqual([]);
  });
});

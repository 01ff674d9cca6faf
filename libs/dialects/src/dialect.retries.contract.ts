import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BACKOFF_STRATEGIES } from '#domain';
import type { DialectFixture } from './dialect.fixture.js';
import type { Dialect } from './dialect.js';

/** The part of the contract that is about time: the schedule, the deadline, the maximal age, and their limits. */
export function describeRetries(dialect: Dialect, fixture: DialectFixture): void {
  it('retries after the documented waits', () => {
    expect(dialect.retryDelaysMs({})).toEqual(fixture.retryDelaysMs);
    expect(dialect.jitterRatio).toBe(fixture.jitterRatio);
  });

  it.each(fixture.configuredRetries)('retries with %j after %j', (config, delaysMs) => {
    expect(dialect.retryDelaysMs(config)).toEqual(delaysMs);
  });

  it('gives an attempt the documented time', () => {
    expect(dialect.timeoutMs({})).toBe(fixture.timeoutMs);
    expect(dialect.timeoutMs({ timeout: 1500 })).toBe(fixture.timeoutIsConfigurable ? 1500 : fixture.timeoutMs);
  });

  it('gives up at the maximal age, and not before its retries are used up', () => {
    const allDelaysMs = dialect
      .retryDelaysMs({})
      .reduce((sum, delayMs) => sum + delayMs * (1 + dialect.jitterRatio), 0);
    expect(dialect.maxAgeMs({})).toBe(fixture.maxAgeMs);
    expect(dialect.maxAgeMs({})).toBeGreaterThan(allDelaysMs);
  });

  it('stays within its limits whatever is configured', () => {
    const configs = fc.record(
      {
        maxRetries: fc.nat(1000),
        retryDelay: fc.nat(10 ** 9),
        timeout: fc.integer({ min: 1, max: 10 ** 9 }),
        backoffStrategy: fc.constantFrom(...BACKOFF_STRATEGIES),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(configs, (config) => {
        const delaysMs = dialect.retryDelaysMs(config);
        expect(delaysMs.length).toBeLessThanOrEqual(Math.min(config.maxRetries ?? Infinity, dialect.limits.maxRetries));
        expect(delaysMs.every((delayMs) => Number.isFinite(delayMs) && delayMs >= 0)).toBe(true);
        expect(dialect.timeoutMs(config)).toBeLessThanOrEqual(dialect.limits.maxTimeoutMs);
      }),
    );
  });
}

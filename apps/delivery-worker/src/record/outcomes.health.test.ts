import { describe, expect, it } from 'vitest';
import { healthChanges } from './outcomes.health.js';
import { outcomeOf } from './recorded.outcome.fixture.js';

const succeeded = (startedAtMs: number) => outcomeOf({ startedAtMs, durationMs: 10 });
const failed = (startedAtMs: number, statusCode = 500) =>
  outcomeOf({
    result: 'failed',
    code: 'http_status',
    statusCode,
    startedAtMs,
    durationMs: 20.6,
    next: { status: 'dead' },
  });

describe('health', () => {
  it('after nothing but failures says how many, and since when', () => {
    expect(healthChanges([failed(5), failed(7, 503)])).toEqual([
      {
        webhookId: 'w1',
        tenantId: 'clinic-a',
        consecutiveFailures: 2,
        failingSinceMs: 5,
        lastAttemptAtMs: 7,
        lastSuccessAtMs: null,
        lastFailureAtMs: 7,
        lastCode: 'http_status',
        lastStatusCode: 503,
        requests: 2,
        succeeded: 0,
        durationMsSum: 42,
      },
    ]);
  });

  it('counts only the failures after the last success', () => {
    expect(healthChanges([failed(5), succeeded(6), failed(7), failed(8)])).toMatchObject([
      { consecutiveFailures: 2, failingSinceMs: 7, lastSuccessAtMs: 6, lastFailureAtMs: 8, requests: 4, succeeded: 1 },
    ]);
  });

  it('after a success has no failures, and remembers the last one', () => {
    expect(healthChanges([failed(5), succeeded(6)])).toMatchObject([
      { consecutiveFailures: 0, failingSinceMs: null, lastFailureAtMs: 5, lastCode: 'ok', lastStatusCode: 200 },
    ]);
  });

  it('goes by the order in which requests ended, while its times never go back', () => {
    expect(healthChanges([succeeded(9), failed(5)])).toMatchObject([
      { consecutiveFailures: 1, failingSinceMs: 5, lastAttemptAtMs: 9, lastCode: 'http_status' },
    ]);
  });

  it('is told nothing by a test but that a request was made', () => {
    const test = { ...failed(7), reason: 'test' } as const;
    expect(healthChanges([test])).toMatchObject([
      { consecutiveFailures: 0, failingSinceMs: null, lastAttemptAtMs: null, lastCode: null, requests: 1 },
    ]);
    expect(healthChanges([failed(5), test, { ...succeeded(8), reason: 'test' }])).toMatchObject([
      { consecutiveFailures: 1, failingSinceMs: 5, lastAttemptAtMs: 5, lastSuccessAtMs: null, requests: 3 },
    ]);
  });

  it('is told nothing by what was put off or cancelled', () => {
    expect(healthChanges([outcomeOf({ result: 'deferred' }), outcomeOf({ result: 'cancelled' })])).toEqual([]);
  });

  it('is of each webhook, in their order', () => {
    const outcomes = ['w2', 'w1', 'w2'].map((webhookId) => outcomeOf({ webhookId }));
    expect(healthChanges(outcomes).map(({ webhookId, requests }) => [webhookId, requests])).toEqual([
      ['w1', 1],
      ['w2', 2],
    ]);
  });
});

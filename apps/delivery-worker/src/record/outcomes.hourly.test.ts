import { describe, expect, it } from 'vitest';
import type { Outcome } from '#domain';
import { hourlyCounts } from './outcomes.hourly.js';
import { outcomeOf } from './recorded.outcome.fixture.js';

const TEN = Date.UTC(2026, 2, 7, 10);
const recordedAt = (atMs: number, outcomes: readonly Outcome[]) =>
  outcomes.map((outcome, offset) => ({ outcome, offset, atMs }));
const countsOf = (...outcomes: Outcome[]) => hourlyCounts(recordedAt(TEN, outcomes), new Set(outcomes));

describe('the counts of an hour', () => {
  it('tell requests from what was put off, and add up durations', () => {
    const delivered = outcomeOf({ deliveryId: 'd1', durationMs: 12.4 });
    const failed = outcomeOf({ result: 'failed', code: 'connection_reset', next: { status: 'pending', atMs: 1 } });
    const deferred = outcomeOf({ result: 'deferred', code: 'lane_full', next: { status: 'pending', atMs: 1 } });
    expect(countsOf(delivered, { ...failed, statusCode: undefined, durationMs: 30 }, deferred)).toEqual([
      {
        webhookId: 'w1',
        tenantId: 'clinic-a',
        hourMs: TEN,
        requests: 2,
        succeeded: 1,
        failed: 1,
        deferred: 1,
        delivered: 1,
        dead: 0,
        durationMsSum: 42,
        durations: [...Array(10).fill(0), 1, 0, 0, 0, 0, 1],
        ...{ status2xx: 1, status3xx: 0, status4xx: 0, status5xx: 0, noStatus: 1 },
        timeouts: 0,
        deadTests: 0,
      },
    ]);
  });

  it('count a time-out as a failure and as a time-out', () => {
    const timeouts = (['timeout', 'connect_timeout'] as const).map((code) =>
      outcomeOf({ result: 'failed', code, next: { status: 'dead' } }),
    );
    expect(countsOf(...timeouts)).toMatchObject([{ requests: 2, failed: 2, timeouts: 2, dead: 2 }]);
  });

  it('tell answers by the class of their status', () => {
    const answers = [200, 204, 302, 404, 410, 503].map((statusCode) =>
      outcomeOf({ result: 'failed', code: 'http_status', statusCode, next: { status: 'dead' } }),
    );
    expect(countsOf(...answers)).toMatchObject([
      { status2xx: 2, status3xx: 1, status4xx: 2, status5xx: 1, noStatus: 0, durations: [6] },
    ]);
  });

  it('count a test like any other request', () => {
    expect(countsOf(outcomeOf({ reason: 'test' }))).toMatchObject([{ requests: 1, succeeded: 1, delivered: 1 }]);
  });

  it('tell how many of the dead were tests', () => {
    const failed = outcomeOf({ result: 'failed', code: 'http_status', next: { status: 'dead' } });
    expect(countsOf(failed, { ...failed, reason: 'test' })).toMatchObject([{ dead: 2, deadTests: 1 }]);
  });

  it('count a delivery that expired before it was tried as dead, with no request', () => {
    const expired = outcomeOf({ result: 'deferred', code: 'expired', next: { status: 'dead' } });
    expect(countsOf(expired)).toMatchObject([{ requests: 0, deferred: 1, dead: 1 }]);
  });

  it('count a request that only repeats how its delivery ended, but not the delivery', () => {
    const first = outcomeOf();
    const again = outcomeOf();
    expect(hourlyCounts(recordedAt(TEN, [first, again]), new Set([first]))).toMatchObject([
      { requests: 2, succeeded: 2, delivered: 1 },
    ]);
  });

  it('leave out what was cancelled', () => {
    expect(countsOf(outcomeOf({ result: 'cancelled', next: { status: 'cancelled' } }))).toEqual([]);
  });
});

it('counts each webhook and hour for itself, in their order', () => {
  const recorded = [
    ...recordedAt(TEN + 3_600_000, [outcomeOf({ webhookId: 'w2' })]),
    ...recordedAt(TEN + 3_599_999, [outcomeOf({ webhookId: 'w2' }), outcomeOf({ webhookId: 'w1' })]),
  ];
  expect(hourlyCounts(recorded, new Set()).map(({ webhookId, hourMs }) => [webhookId, hourMs])).toEqual([
    ['w1', TEN],
    ['w2', TEN],
    ['w2', TEN + 3_600_000],
  ]);
});

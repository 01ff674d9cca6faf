import { describe, expect, it } from 'vitest';
import type { Outcome } from '#domain';
import { creditChanges } from './credit.changes.js';
import { outcomeOf } from './recorded.outcome.fixture.js';

const outcome = (webhookId: string, part: Partial<Outcome>) =>
  outcomeOf({ webhookId, reason: 'retry', attempt: 2, handover: 2, ...part });
const failed = { result: 'failed', code: 'http_status', statusCode: 500 } as const;

describe("changes of webhooks' credit", () => {
  it('go up by what was taken and down by what failed or was put off', () => {
    const changes = creditChanges([
      outcome('b', {}),
      outcome('a', {}),
      outcome('a', {}),
      outcome('b', failed),
      outcome('b', { result: 'deferred', code: 'lane_full' }),
    ]);
    expect(changes).toEqual([
      { webhookId: 'a', gain: 2, dead: false },
      { webhookId: 'b', gain: -1, dead: false },
    ]);
  });

  it('tell an endpoint whose breaker is open, unless it took something since', () => {
    const open = outcome('a', { result: 'deferred', code: 'lane_open' });
    expect(creditChanges([outcome('a', {}), open])).toEqual([{ webhookId: 'a', gain: 0, dead: true }]);
    expect(creditChanges([open, outcome('a', {})])).toEqual([{ webhookId: 'a', gain: 0, dead: false }]);
  });

  it("count what an endpoint refused for the event's own fault as taken", () => {
    expect(creditChanges([outcome('a', { ...failed, statusCode: 422 })])).toEqual([
      { webhookId: 'a', gain: 1, dead: false },
    ]);
  });

  it('count the first handover of a replay, which the scheduler made', () => {
    const replay = outcome('a', { ...failed, reason: 'replay', attempt: 1, handover: 1 });
    expect(creditChanges([replay])).toEqual([{ webhookId: 'a', gain: -1, dead: false }]);
  });

  it('leave out first handovers, and what waits for other reasons than its endpoint', () => {
    const others = [
      outcome('a', { ...failed, reason: 'first', handover: 1 }),
      outcome('a', { result: 'deferred', code: 'webhook_disabled' }),
      outcome('a', { result: 'deferred', code: 'data_unavailable' }),
      outcome('a', { result: 'cancelled', code: 'webhook_deleted' }),
    ];
    expect(creditChanges(others)).toEqual([]);
  });
});

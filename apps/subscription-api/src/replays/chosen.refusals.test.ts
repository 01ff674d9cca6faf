import { describe, expect, it } from 'vitest';
import type { ChosenDelivery } from '#postgres';
import { cancelRefusals, sortedForRetry } from './chosen.refusals.js';

const delivery = (id: string, changes: Partial<ChosenDelivery> = {}): ChosenDelivery => {
  return { id, webhookId: 'w1', status: 'dead', lastCode: 'timeout', hasEvent: true, ...changes };
};
const ACTIVE = new Map([['w1', 60_000]]);

describe('deliveries that were named for a retry', () => {
  it('may go where they are dead or wait', () => {
    const found = [delivery('a'), delivery('b', { status: 'pending' })];
    expect(sortedForRetry(['b', 'a'], found, ACTIVE)).toEqual({
      allowed: [
        { id: 'b', maxAgeMs: 60_000 },
        { id: 'a', maxAgeMs: 60_000 },
      ],
      refused: [],
    });
  });

  it.each([
    [{ status: 'delivered' }, 'replayed'],
    [{ status: 'cancelled' }, 'replayed'],
    [{ status: 'queued' }, 'being sent'],
    [{ status: 'pending', lastCode: 'order_wait' }, 'earlier ones'],
    [{ webhookId: 'w2' }, 'disabled'],
    [{ hasEvent: false }, 'event'],
  ] as const)('are refused with the reason: %j', (changes, reason) => {
    const { allowed, refused } = sortedForRetry(['a'], [delivery('a', changes)], ACTIVE);
    expect(allowed).toEqual([]);
    expect(refused).toEqual([{ id: 'a', reason: expect.stringContaining(reason) }]);
  });

  it('are refused where there are none such', () => {
    expect(sortedForRetry(['x'], [], ACTIVE).refused).toEqual([{ id: 'x', reason: 'there is no such delivery' }]);
  });
});

it('only deliveries that wait can be given up', () => {
  const found = [delivery('a', { status: 'pending' }), delivery('b', { status: 'queued' }), delivery('c')];
  expect(cancelRefusals(['a', 'b', 'c', 'd'], found)).toEqual([
    { id: 'b', reason: expect.stringContaining('being sent') },
    { id: 'c', reason: expect.stringContaining('dead') },
    { id: 'd', reason: 'there is no such delivery' },
  ]);
});

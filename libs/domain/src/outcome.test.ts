import { describe, expect, it } from 'vitest';
import { type NextStep, type Outcome, supersedes } from './outcome.js';

function outcome(handover: number, status: NextStep['status']): Outcome {
  return {
    deliveryId: 'd',
    webhookId: 'w',
    tenantId: 'clinic-a',
    eventUid: 'e',
    eventType: 'patient.created',
    reason: 'first',
    attempt: 1,
    handover,
    result: status === 'delivered' ? 'succeeded' : 'failed',
    code: 'ok',
    next: status === 'pending' ? { status, atMs: 1 } : { status },
    acceptedAtMs: 0,
    expiresAtMs: 1,
  };
}

describe('supersedes', () => {
  it.each<[string, Outcome, Outcome, boolean]>([
    ['a later handover replaces an earlier one', outcome(2, 'dead'), outcome(1, 'pending'), true],
    ['an earlier handover replaces no later one', outcome(1, 'pending'), outcome(2, 'dead'), false],
    ['the same handover, made again after a crash, replaces', outcome(1, 'dead'), outcome(1, 'pending'), true],
    ['a delivery replaces whatever came later', outcome(1, 'delivered'), outcome(5, 'dead'), true],
    ['nothing replaces a delivery', outcome(9, 'dead'), outcome(1, 'delivered'), false],
    ['not even another delivery', outcome(9, 'delivered'), outcome(1, 'delivered'), false],
    ['a retry by hand replaces a dead letter', outcome(3, 'pending'), outcome(2, 'dead'), true],
    ['a cancellation replaces what waited', outcome(2, 'cancelled'), outcome(1, 'pending'), true],
  ])('%s', (_name, candidate, recorded, expected) => {
    expect(supersedes(candidate, recorded)).toBe(expected);
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NextStep, Outcome } from '#domain';
import { latestOutcomes } from './outcomes.latest.js';

const STEPS: NextStep[] = [
  { status: 'delivered' },
  { status: 'dead' },
  { status: 'cancelled' },
  { status: 'pending', atMs: 1 },
];

function outcome(deliveryId: string, handover: number, next: NextStep, attempt = 1): Outcome {
  return {
    deliveryId,
    webhookId: 'w',
    tenantId: 'clinic-a',
    eventUid: 'e',
    eventType: 'patient.created',
    reason: 'first',
    attempt,
    handover,
    result: next.status === 'delivered' ? 'succeeded' : 'failed',
    code: next.status === 'delivered' ? 'ok' : 'http_status',
    next,
    acceptedAtMs: 0,
    expiresAtMs: 1,
  };
}

/** Few deliveries and handovers, so that they meet; `attempt` tells outcomes apart that are otherwise equal. */
const outcomes = fc
  .array(fc.tuple(fc.constantFrom('d1', 'd2', 'd3'), fc.integer({ min: 1, max: 4 }), fc.constantFrom(...STEPS)), {
    maxLength: 20,
  })
  .map((drawn) => drawn.map(([id, handover, next], index) => outcome(id, handover, next, index)));

it('comes to the same result in any split of the batch', () => {
  fc.assert(
    fc.property(outcomes, fc.array(fc.nat(20), { maxLength: 4 }), (all, cuts) => {
      const bounds = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
      const inParts = bounds
        .slice(1)
        .reduce<Outcome[]>((held, end, part) => latestOutcomes([...held, ...all.slice(bounds[part], end)]), []);
      expect(inParts).toEqual(latestOutcomes(all));
    }),
  );
});

it('gives one outcome for each delivery, in order of their ids', () => {
  fc.assert(
    fc.property(outcomes, (all) => {
      const ids = latestOutcomes(all).map(({ deliveryId }) => deliveryId);
      expect(ids).toEqual([...new Set(all.map(({ deliveryId }) => deliveryId))].sort());
    }),
  );
});

it('lets no later failure take back a delivery', () => {
  const delivered = outcome('d1', 1, { status: 'delivered' });
  expect(latestOutcomes([delivered, outcome('d1', 2, { status: 'dead' })])).toEqual([delivered]);
});

it('lets no outcome of an earlier handover win', () => {
  const second = outcome('d1', 2, { status: 'dead' });
  expect(latestOutcomes([second, outcome('d1', 1, { status: 'pending', atMs: 5 })])).toEqual([second]);
});

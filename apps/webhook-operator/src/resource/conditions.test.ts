import { expect, it } from 'vitest';
import { conditionsFor } from './conditions.js';

const AT_MS = Date.parse('2026-01-01T00:00:00.500Z');
const active = { active: true, disabledReason: null };

it('a webhook that Carehook has and that gets deliveries is synced and ready', () => {
  expect(conditionsFor({ reason: 'Synced', message: 'x', activity: active }, 3, undefined, AT_MS)).toMatchObject([
    {
      type: 'Ready',
      status: 'True',
      reason: 'Active',
      observedGeneration: 3,
      lastTransitionTime: '2026-01-01T00:00:00Z',
    },
    { type: 'Synced', status: 'True', reason: 'Synced' },
  ]);
});

it('one that Carehook disabled is synced and not ready, and says why', () => {
  const activity = { active: false, disabledReason: 'gone' };
  const [ready, synced] = conditionsFor({ reason: 'Synced', message: 'x', activity }, 1, undefined, AT_MS);
  expect(ready).toMatchObject({ status: 'False', reason: 'Disabled', message: 'Carehook disabled the webhook: gone' });
  expect(synced?.status).toBe('True');
});

it('a failure is the reason of both', () => {
  const conditions = conditionsFor({ reason: 'Invalid', message: 'url: no' }, 1, undefined, AT_MS);
  for (const each of conditions) expect(each).toMatchObject({ status: 'False', reason: 'Invalid', message: 'url: no' });
});

it('a transition is a change of the status, and not of the reason', () => {
  const conditions = conditionsFor({ reason: 'Invalid', message: 'x' }, 1, undefined, AT_MS);
  const later = conditionsFor({ reason: 'Unavailable', message: 'y' }, 1, { conditions }, AT_MS + 60_000);
  expect(later[0]).toMatchObject({ reason: 'Unavailable', lastTransitionTime: '2026-01-01T00:00:00Z' });
  const [ready] = conditionsFor(
    { reason: 'Synced', message: 'x', activity: active },
    1,
    { conditions },
    AT_MS + 60_000,
  );
  expect(ready?.lastTransitionTime).toBe('2026-01-01T00:01:00Z');
});

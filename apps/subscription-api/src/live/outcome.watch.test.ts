import { expect, it } from 'vitest';
import type { Outcome } from '#domain';
import { OutcomeWatch } from './outcome.watch.js';

const outcome = (deliveryId: string, result: Outcome['result']) => ({ deliveryId, result }) as Outcome;
const isMade = ({ result }: Outcome) => result !== 'deferred';

it('tells the first outcome that is wanted, of the delivery that is waited for', async () => {
  const watch = new OutcomeWatch();
  const wait = watch.expect('a', isMade);
  watch.saw(outcome('b', 'succeeded'));
  watch.saw(outcome('a', 'deferred'));
  watch.saw(outcome('a', 'failed'));
  watch.saw(outcome('a', 'succeeded'));
  expect(await wait.outcome).toMatchObject({ deliveryId: 'a', result: 'failed' });
});

it('forgets who stopped waiting', () => {
  const watch = new OutcomeWatch();
  const wait = watch.expect('a', isMade);
  expect(watch.isAwaiting).toBe(true);
  wait.stop();
  expect(watch.isAwaiting).toBe(false);
});

import { expect, it } from 'vitest';
import type { Outcome } from '#domain';
import type { LiveTopics } from './live.topics.js';
import { OutcomeWatch } from './outcome.watch.js';

const outcome = (deliveryId: string, result: Outcome['result']) => ({ deliveryId, result }) as Outcome;
const isMade = ({ result }: Outcome) => result !== 'deferred';

/** A watch, and how many hold its topic. */
function watchOf() {
  const held = { times: 0 };
  const hold = () => {
    held.times += 1;
    return Promise.resolve(() => {
      held.times -= 1;
    });
  };
  return { watch: new OutcomeWatch({ hold } as unknown as LiveTopics), held };
}

it('tells the first outcome that is wanted, of the delivery that is waited for', async () => {
  const { watch } = watchOf();
  const wait = await watch.expect('a', isMade);
  watch.saw(outcome('b', 'succeeded'));
  watch.saw(outcome('a', 'deferred'));
  watch.saw(outcome('a', 'failed'));
  watch.saw(outcome('a', 'succeeded'));
  expect(await wait.outcome).toMatchObject({ deliveryId: 'a', result: 'failed' });
});

it('forgets who stopped waiting, and has outcomes read only until then', async () => {
  const { watch, held } = watchOf();
  const wait = await watch.expect('a', isMade);
  expect(watch.isAwaiting).toBe(true);
  expect(held.times).toBe(1);
  wait.stop();
  expect(watch.isAwaiting).toBe(false);
  expect(held.times).toBe(0);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { boundedMap } from './bounded.map.js';

it('gives results in the order of the items, whatever ends first', async () => {
  const slowFirst = (ms: number) => sleep(ms, ms);
  expect(await boundedMap([20, 1, 5], 3, slowFirst)).toEqual([20, 1, 5]);
  expect(await boundedMap([], 3, slowFirst)).toEqual([]);
});

it('never has more under way than its limit, and no fewer while there is work', async () => {
  let underWay = 0;
  const seen: number[] = [];
  await boundedMap(Array(7).fill(0), 3, async () => {
    underWay += 1;
    seen.push(underWay);
    await sleep(1);
    underWay -= 1;
  });
  expect(Math.max(...seen)).toBe(3);
  expect(seen).toHaveLength(7);
});

it('fails as its work fails', async () => {
  await expect(boundedMap([1, 2], 1, () => Promise.reject(new RangeError('no')))).rejects.toThrow('no');
});

import { expect, it } from 'vitest';
import { GatheringGap } from './gathering.gap.js';

const RULE = { gaplessPerSecond: 1_000, msPerThousand: 10, maxMs: 20 };

it.each([
  [0, 0],
  [1_000, 0],
  [1_099, 0],
  [1_100, 1],
  [2_000, 10],
  [3_000, 20],
  [100_000, 20],
])('gathers at %i records a second for %i ms', (perSecond, ms) => {
  const gap = new GatheringGap(RULE);
  gap.note(0, perSecond);
  expect(gap.ms(500)).toBe(ms);
  // The second in which they came, and the one after it.
  expect(gap.ms(1_999)).toBe(ms);
  expect(gap.ms(2_000)).toBe(0);
});

it('counts records that come in several batches together', () => {
  const gap = new GatheringGap(RULE);
  for (let each = 0; each < 20; each += 1) gap.note(each * 10, 100);
  expect(gap.ms(200)).toBe(10);
});

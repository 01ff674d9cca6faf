import { expect, it } from 'vitest';
import { median, overRuns } from './bench.result.js';
import { compared } from './result.comparison.js';

const row = (name: string, perSecond: number, cpuUs: number) => ({
  name,
  figures: { 'delivered/s': perSecond },
  costs: { worker: { cpuUs, writtenBytes: 8, rssMiB: 100 } },
});
const run = (perSecond: number, cpuUs = 10) => [{ scenario: 'e2e', measurements: [row('one', perSecond, cpuUs)] }];

it('takes the middle of an odd number of values, and the mean of the two middle ones of an even number', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([1, 2, 4, 100])).toBe(3);
});

it('gives each figure its median and its range over the runs, and the costs their medians', () => {
  const [result] = overRuns([run(900, 30), run(1_000, 10), run(2_000, 20)]);
  expect(result?.measurements[0]).toEqual({
    name: 'one',
    figures: { 'delivered/s': 1_000 },
    spread: { 'delivered/s': [900, 2_000] },
    costs: { worker: { cpuUs: 20, writtenBytes: 8, rssMiB: 100 } },
  });
});

it('adds the histograms of all runs up', () => {
  const once = (count: number) => [
    {
      scenario: 'latency',
      measurements: [
        {
          ...row('one', 1, 1),
          histogram: [
            { belowMs: 1, count },
            { belowMs: null, count: 1 },
          ],
        },
      ],
    },
  ];
  expect(overRuns([once(2), once(3)])[0]?.measurements[0]?.histogram).toEqual([
    { belowMs: 1, count: 5 },
    { belowMs: null, count: 2 },
  ]);
});

it('makes a scenario that failed in one run of the other runs', () => {
  expect(overRuns([[], run(1_000), run(2_000)])[0]?.measurements[0]?.figures).toEqual({ 'delivered/s': 1_500 });
});

it('compares what both runs have, CPU included', () => {
  const [earlier, later] = [
    overRuns([run(1_000, 10)]),
    overRuns([[...run(1_500, 8), { scenario: 'new', measurements: [] }]]),
  ];
  expect(compared(earlier, later).map(({ figure, ratio }) => [figure, ratio])).toEqual([
    ['delivered/s', 1.5],
    ['CPU µs, worker', 0.8],
  ]);
});

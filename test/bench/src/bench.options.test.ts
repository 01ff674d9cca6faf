import { expect, it } from 'vitest';
import { type BenchOptions, benchOptions, OptionInvalid } from './bench.options.js';
import { UnknownScenario } from './scenario.registry.js';

const chosen = (...args: string[]) => (benchOptions(args) as BenchOptions).scenarios.map(({ name }) => name);

it('runs the usual scenarios without names, and named ones in their own order', () => {
  expect(chosen()).toEqual(['raw', 'ingest', 'e2e', 'latency', 'isolation']);
  expect(chosen('startup', 'router')).toEqual(['router', 'startup']);
});

it('refuses a name that no scenario has, and lists those there are', () => {
  expect(() => benchOptions(['latenzy'])).toThrow(UnknownScenario);
  expect(() => benchOptions(['latenzy'])).toThrow(/latenzy[\s\S]*latency/);
});

it('refuses sizes that are no whole number within bounds, and options that do not exist', () => {
  for (const wrong of [['--events', '0'], ['--seconds', '1.5'], ['--runs', 'x'], ['--events', '1e12'], ['--fast']]) {
    expect(() => benchOptions(wrong)).toThrow(OptionInvalid);
  }
});

it('takes a given size over a usual one, and a short one only in a run without names', () => {
  expect((benchOptions([]) as BenchOptions).sizes.seconds(120, 10)).toBe(10);
  expect((benchOptions(['isolation']) as BenchOptions).sizes.seconds(120, 10)).toBe(120);
  expect((benchOptions(['isolation', '--seconds', '7']) as BenchOptions).sizes.seconds(120, 10)).toBe(7);
});

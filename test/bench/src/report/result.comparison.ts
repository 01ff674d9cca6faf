import type { ScenarioResult } from './bench.result.js';

/** One figure in two runs, and how many times the earlier one the later one is. */
export interface ComparedFigure {
  readonly scenario: string;
  readonly measurement: string;
  readonly figure: string;
  readonly earlier: number;
  readonly later: number;
  readonly ratio: number;
}

/** Every figure that both runs have, CPU per event of each process included. */
export function compared(earlier: readonly ScenarioResult[], later: readonly ScenarioResult[]): ComparedFigure[] {
  const before = new Map(figuresOf(earlier).map((figure) => [keyOf(figure), figure.value]));
  return figuresOf(later).flatMap(({ value, ...figure }) => {
    const was = before.get(keyOf(figure));
    return was === undefined ? [] : [{ ...figure, earlier: was, later: value, ratio: value / was }];
  });
}

interface NamedFigure {
  readonly scenario: string;
  readonly measurement: string;
  readonly figure: string;
  readonly value: number;
}

function figuresOf(results: readonly ScenarioResult[]): NamedFigure[] {
  return results.flatMap(({ scenario, measurements }) =>
    measurements.flatMap(({ name: measurement, figures, costs = {} }) => {
      const cpu = Object.entries(costs).map(([process, { cpuUs }]) => [`CPU µs, ${process}`, cpuUs] as const);
      return [...Object.entries(figures), ...cpu].map(([figure, value]) => ({ scenario, measurement, figure, value }));
    }),
  );
}

function keyOf({ scenario, measurement, figure }: Omit<NamedFigure, 'value'>): string {
  return JSON.stringify([scenario, measurement, figure]);
}

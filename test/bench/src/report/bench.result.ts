import type { LatencyBucket } from '../measure/latency.summary.js';
import type { Costs, ProcessCost } from '../measure/process.costs.js';
import type { Measurement } from '../scenario.js';

/** What one pass over a scenario gave. */
export interface ScenarioRun {
  readonly scenario: string;
  readonly measurements: readonly Measurement[];
}

export interface ScenarioFailure {
  readonly scenario: string;
  readonly reason: string;
}

/** A row over all runs: each figure's median, and its smallest and largest value where there were several runs; all runs' times in one histogram. */
export interface MeasurementResult extends Measurement {
  readonly spread?: Readonly<Record<string, readonly [min: number, max: number]>>;
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly measurements: readonly MeasurementResult[];
}

/** Joins the runs by scenario and row; one that failed in some of them is made of the others. */
export function overRuns(runs: readonly (readonly ScenarioRun[])[]): ScenarioResult[] {
  const all = runs.flat();
  return unique(all.map(({ scenario }) => scenario)).map((scenario) => {
    const rows = all.filter((run) => run.scenario === scenario).flatMap(({ measurements }) => measurements);
    return {
      scenario,
      measurements: unique(rows.map(({ name }) => name)).map((name) => joined(rows.filter((row) => row.name === name))),
    };
  });
}

/** The middle value; between two, their mean. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function joined(rows: readonly Measurement[]): MeasurementResult {
  const [first] = rows;
  const names = Object.keys(first?.figures ?? {});
  const values = (name: string) => rows.map(({ figures }) => figures[name] ?? Number.NaN);
  const each = <T>(read: (values: number[]) => T) =>
    Object.fromEntries(names.map((name) => [name, read(values(name))]));
  return {
    name: first?.name ?? '',
    figures: each(median),
    ...(rows.length > 1 && { spread: each((all) => [Math.min(...all), Math.max(...all)] as const) }),
    ...(first?.histogram && { histogram: summed(rows.flatMap(({ histogram }) => (histogram ? [histogram] : []))) }),
    ...(first?.costs && { costs: joinedCosts(rows.flatMap(({ costs }) => (costs ? [costs] : []))) }),
  };
}

function summed(histograms: readonly (readonly LatencyBucket[])[]): LatencyBucket[] {
  const [first = []] = histograms;
  return first.map(({ belowMs }, bucket) => ({
    belowMs,
    count: histograms.reduce((sum, histogram) => sum + (histogram[bucket]?.count ?? 0), 0),
  }));
}

function joinedCosts(runs: readonly Costs[]): Costs {
  const processes = Object.keys(runs[0] ?? {});
  return Object.fromEntries(
    processes.map((process) => [process, medianCost(runs.flatMap((run) => run[process] ?? []))]),
  );
}

function medianCost(costs: readonly ProcessCost[]): ProcessCost {
  const written = costs.flatMap(({ writtenBytes }) => writtenBytes ?? []);
  return {
    cpuUs: median(costs.map(({ cpuUs }) => cpuUs)),
    ...(written.length > 0 && { writtenBytes: median(written) }),
    rssMiB: median(costs.map(({ rssMiB }) => rssMiB)),
  };
}

import type { BenchContext } from './bench.context.js';
import type { LatencyBucket } from './measure/latency.summary.js';
import type { Costs } from './measure/process.costs.js';

/** One row of a scenario's table. */
export interface Measurement {
  readonly name: string;
  /** By the name that the table shows, unit included; the first one is what a share of the yardstick is about. */
  readonly figures: Readonly<Record<string, number>>;
  /** Of the times that the first percentiles are of. */
  readonly histogram?: readonly LatencyBucket[];
  /** Per event, unless the scenario's sentence says otherwise. */
  readonly costs?: Costs;
}

/** Something that the benchmark measures. */
export interface Scenario {
  readonly name: string;
  /** What it measures. */
  readonly sentence: string;
  /** About how long it takes with its usual sizes. */
  readonly takes: string;
  /** Whether it belongs to a run without names. */
  readonly isUsual: boolean;
  /** @throws Shortfall, and whatever goes wrong: a figure of something that did not work is none */
  run(context: BenchContext): Promise<Measurement[]>;
}

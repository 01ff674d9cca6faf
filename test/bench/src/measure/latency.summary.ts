import { createHistogram } from 'node:perf_hooks';

/** Percentiles in milliseconds, under the names that tables show. */
export interface LatencySummary {
  readonly 'p50 ms': number;
  readonly 'p90 ms': number;
  readonly 'p99 ms': number;
  readonly 'p99.9 ms': number;
  readonly 'max ms': number;
}

/** The percentiles of times in milliseconds, to three figures; a negative time counts as none, NaN is left out. */
export function latencySummary(timesMs: Iterable<number>): LatencySummary {
  const histogram = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 3 });
  for (const timeMs of timesMs) {
    if (!Number.isNaN(timeMs)) histogram.record(Math.max(1, Math.round(timeMs * 1_000)));
  }
  const percentileMs = (percent: number) =>
    histogram.count === 0 ? Number.NaN : histogram.percentile(percent) / 1_000;
  return {
    'p50 ms': percentileMs(50),
    'p90 ms': percentileMs(90),
    'p99 ms': percentileMs(99),
    'p99.9 ms': percentileMs(99.9),
    'max ms': histogram.count === 0 ? Number.NaN : histogram.max / 1_000,
  };
}

/** Times that were shorter than this bound and not than the one before it; the last bucket has none. */
export interface LatencyBucket {
  readonly belowMs: number | null;
  readonly count: number;
}

const BOUNDS_MS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1_000];

/** A histogram of times in milliseconds; NaN is left out. */
export function latencyHistogram(timesMs: Iterable<number>): LatencyBucket[] {
  const counts = [...BOUNDS_MS, null].map(() => 0);
  for (const timeMs of timesMs) {
    if (Number.isNaN(timeMs)) continue;
    const bound = BOUNDS_MS.findIndex((belowMs) => timeMs < belowMs);
    const bucket = bound === -1 ? BOUNDS_MS.length : bound;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts.map((count, bucket) => ({ belowMs: BOUNDS_MS[bucket] ?? null, count }));
}

/** `to[i] - from[i]` for each. */
export function differences(to: Float64Array, from: Float64Array): Float64Array {
  return to.map((time, index) => time - (from[index] ?? Number.NaN));
}

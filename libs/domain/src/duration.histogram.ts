/**
 * Counts of durations by their size, as HdrHistogram makes buckets (hdrhistogram.github.io): four to each power of two, so that a
 * bucket is at most a quarter as wide as the least that is in it. Below 8 ms each millisecond has its own. A histogram is as long
 * as its last bucket that counted something, and histograms are added bucket by bucket.
 */
export type DurationHistogram = readonly number[];

const BUCKETS_OF_A_POWER = 4;
/** Longer than any request may take; what is longer is counted with it. */
const MAX_MS = 2 ** 20 - 1;

/** The bucket of a duration in milliseconds, from 0 on; there are 76. */
export function durationBucket(durationMs: number): number {
  const ms = Math.min(Math.max(Math.round(durationMs), 0), MAX_MS);
  if (ms < BUCKETS_OF_A_POWER) return ms;
  const power = 31 - Math.clz32(ms);
  return (power - 1) * BUCKETS_OF_A_POWER + ((ms >> (power - 2)) & (BUCKETS_OF_A_POWER - 1));
}

/** Counts one more. */
export function countDuration(histogram: number[], durationMs: number): void {
  const bucket = durationBucket(durationMs);
  while (histogram.length <= bucket) histogram.push(0);
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
}

export function addHistograms(histograms: readonly DurationHistogram[]): number[] {
  const length = histograms.reduce((longest, each) => Math.max(longest, each.length), 0);
  return Array.from({ length }, (_, bucket) => histograms.reduce((sum, each) => sum + (each[bucket] ?? 0), 0));
}

/**
 * The duration in milliseconds that so many percent of those counted do not exceed: the middle of its bucket, hence exact below
 * 8 ms and at most 12.5 % too high or 10 % too low above (and half a millisecond, for it is whole). Null where none was counted.
 */
export function percentileMs(histogram: DurationHistogram, percent: number): number | null {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(Math.ceil((total * percent) / 100), 1);
  let seen = 0;
  const bucket = histogram.findIndex((count) => (seen += count) >= rank);
  return middleOf(bucket);
}

function middleOf(bucket: number): number {
  const [least, next] = [leastOf(bucket), leastOf(bucket + 1)];
  return Math.round((least + next - 1) / 2);
}

/** The shortest duration that is counted in a bucket. */
function leastOf(bucket: number): number {
  if (bucket < BUCKETS_OF_A_POWER) return bucket;
  const power = Math.floor(bucket / BUCKETS_OF_A_POWER) + 1;
  return (BUCKETS_OF_A_POWER + (bucket % BUCKETS_OF_A_POWER)) * 2 ** (power - 2);
}

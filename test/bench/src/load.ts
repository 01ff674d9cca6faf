/** How fast something ran: per second, and the times of its parts in milliseconds. */
export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function measured(count: number, elapsedMs: number, timesMs: readonly number[]): Measured {
  const sorted = timesMs.toSorted((a, b) => a - b);
  return {
    perSecond: Math.round((count / elapsedMs) * 1_000),
    p50Ms: Math.round(percentile(sorted, 0.5) * 10) / 10,
    p99Ms: Math.round(percentile(sorted, 0.99) * 10) / 10,
  };
}

/** Closed loop: `publishers` calls under way at a time until `count` were made. Resolves with the elapsed milliseconds. */
export async function closedLoop(
  publishers: number,
  count: number,
  call: (n: number) => Promise<void>,
): Promise<number> {
  let next = 0;
  const startedAtMs = performance.now();
  await Promise.all(
    Array.from({ length: publishers }, async () => {
      while (next < count) await call(next++);
    }),
  );
  return performance.now() - startedAtMs;
}

/**
 * Open loop: one call every 1/`perSecond` s whether or not earlier ones have been answered, so that a slow answer cannot
 * hide behind the calls that it held up.
 */
export async function openLoop(perSecond: number, count: number, call: (n: number) => Promise<void>): Promise<void> {
  const startedAtMs = performance.now();
  const calls: Promise<void>[] = [];
  for (let n = 0; n < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAtMs) * perSecond) / 1_000) + 1);
    while (n < due) calls.push(call(n++));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(calls);
}

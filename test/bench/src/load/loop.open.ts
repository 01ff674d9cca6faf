import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from '../clock.js';

/** A constant rate from a moment on: call number `index` is due at `startMs + index / perSecond`. */
export interface Schedule {
  readonly startMs: number;
  readonly perSecond: number;
  readonly count: number;
}

export function dueAtMs({ startMs, perSecond }: Schedule, index: number): number {
  return startMs + (index * 1_000) / perSecond;
}

/** How many calls are due by `atMs`: 0 before the start, `count` at the end. */
export function dueBy({ startMs, perSecond, count }: Schedule, atMs: number): number {
  if (atMs < startMs) return 0;
  // Rounding must not put a call off that is due this very moment.
  return Math.min(count, Math.floor(((atMs - startMs) * perSecond) / 1_000 + 1e-6) + 1);
}

/**
 * Open loop: each call is made when it is due, to the timer's millisecond, whether or not earlier ones have been answered.
 * A slow answer thus hides nothing, as long as times are counted from when a call was due (coordinated omission).
 */
export async function openLoop(schedule: Schedule, call: (index: number) => Promise<void>): Promise<void> {
  const calls: Promise<void>[] = [];
  let failure: Error | undefined;
  for (let next = 0; next < schedule.count && failure === undefined; ) {
    const due = dueBy(schedule, nowMs());
    while (next < due) {
      calls.push(
        call(next++).catch((error: Error) => {
          failure ??= error;
        }),
      );
    }
    await sleep(Math.max(1, Math.floor(dueAtMs(schedule, next) - nowMs())));
  }
  await Promise.all(calls);
  if (failure) throw failure;
}

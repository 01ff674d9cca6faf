import type { BackoffStrategy } from './webhook.js';

/** The waits between attempts, in milliseconds: `delaysMs[0]` follows the first attempt. */
export interface RetrySchedule {
  readonly delaysMs: readonly number[];
  /** 0.1 lengthens each wait at random by up to a tenth. A retry is never early. */
  readonly jitterRatio: number;
}

/**
 * The wait before the next attempt, or `undefined` when the attempts are exhausted.
 * `attempt` counts from 1 and is the one that just failed; `random` is in [0, 1).
 */
export function nextRetryDelayMs(schedule: RetrySchedule, attempt: number, random: number): number | undefined {
  const delayMs = schedule.delaysMs[attempt - 1];
  return delayMs === undefined ? undefined : Math.round(delayMs * (1 + schedule.jitterRatio * random));
}

/** `retries` waits that start at `firstDelayMs` and double, grow by it, or stay, up to `maxDelayMs`. */
export function backoffDelaysMs(
  strategy: BackoffStrategy,
  firstDelayMs: number,
  retries: number,
  maxDelayMs: number,
): number[] {
  const growth = { exponential: (n: number) => 2 ** n, linear: (n: number) => n + 1, fixed: () => 1 }[strategy];
  return Array.from({ length: retries }, (_, n) => Math.min(firstDelayMs * growth(n), maxDelayMs));
}

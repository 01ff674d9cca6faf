const WAITS_MS = [0, 250, 500, 1_000, 1_500] as const;
const STEADY_AFTER_MS = 10_000;

/** When a process that died is started again: at once, then after growing waits below two seconds. */
export class RestartBackoff {
  private deaths = 0;

  /** Deaths in a row of a process that did not live for ten seconds. */
  get failures(): number {
    return this.deaths;
  }

  /** Tells of a death and returns the wait before the next start. */
  nextWaitMs(livedMs: number): number {
    if (livedMs >= STEADY_AFTER_MS) this.deaths = 0;
    const waitMs = WAITS_MS[Math.min(this.deaths, WAITS_MS.length - 1)] ?? 0;
    this.deaths += 1;
    return waitMs;
  }

  reset(): void {
    this.deaths = 0;
  }
}

const WINDOW_MS = 1_000;

/** How many a second, over the last whole second or the one that is running, whichever was busier. */
export class FlowRate {
  private windowStartMs = Number.NEGATIVE_INFINITY;
  private current = 0;
  private previous = 0;

  note(nowMs: number, count = 1): void {
    this.turn(nowMs);
    this.current += count;
  }

  perSecond(nowMs: number): number {
    this.turn(nowMs);
    return Math.max(this.current, this.previous);
  }

  private turn(nowMs: number): void {
    const windows = Math.floor((nowMs - this.windowStartMs) / WINDOW_MS);
    if (windows < 1) return;
    this.previous = windows === 1 ? this.current : 0;
    this.current = 0;
    this.windowStartMs = windows === 1 ? this.windowStartMs + WINDOW_MS : nowMs;
  }
}

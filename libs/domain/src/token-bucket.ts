/** Lets through so many a second: after a pause at once as many as a second's worth, and at least one. */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number;

  constructor(
    private readonly perSecond: number,
    nowMs: number,
  ) {
    this.tokens = perSecond;
    this.filledAtMs = nowMs;
  }

  has(nowMs: number): boolean {
    this.fill(nowMs);
    return this.tokens >= 1;
  }

  take(nowMs: number): void {
    this.fill(nowMs);
    this.tokens -= 1;
  }

  /** Whole ones that may go through now. */
  remaining(nowMs: number): number {
    this.fill(nowMs);
    return Math.max(0, Math.floor(this.tokens));
  }

  private fill(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.filledAtMs);
    this.tokens = Math.min(this.perSecond, this.tokens + (elapsedMs * this.perSecond) / 1_000);
    this.filledAtMs = Math.max(this.filledAtMs, nowMs);
  }
}

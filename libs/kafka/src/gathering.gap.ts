import { FlowRate } from '#domain';

export interface GapRule {
  /** Up to so many records a second there is no gap. */
  readonly gaplessPerSecond: number;
  /** What it grows by for each thousand a second above. */
  readonly msPerThousand: number;
  readonly maxMs: number;
}

/**
 * How long to gather records before the next request to Kafka. A request costs client and broker as much as ten records: where few
 * flow, none waits for others; where many do, larger batches gain more than the gap takes.
 */
export class GatheringGap {
  private readonly rate = new FlowRate();

  constructor(private readonly rule: GapRule) {}

  note(nowMs: number, records: number): void {
    this.rate.note(nowMs, records);
  }

  /** In whole milliseconds, as timers count them. */
  ms(nowMs: number): number {
    const { gaplessPerSecond, msPerThousand, maxMs } = this.rule;
    const above = Math.max(0, this.rate.perSecond(nowMs) - gaplessPerSecond);
    return Math.min(maxMs, Math.floor((above / 1_000) * msPerThousand));
  }
}

import { LowWatermark } from './low-watermark.js';
import type { ConsumedRecord } from './record.js';

/** How far one assigned partition has come: what may be committed, and what was. */
export class PartitionProgress {
  private readonly watermark: LowWatermark;
  private committed: number;
  /** Set when the partition was lost or rewound: what is still open of it no longer counts. */
  abandoned = false;

  constructor(
    readonly topic: string,
    readonly partition: number,
    firstOffset: number,
  ) {
    this.watermark = new LowWatermark(firstOffset);
    this.committed = firstOffset;
  }

  /** False for a record that is in hand or done already: after a rebalance the same records are read again. */
  begin(record: ConsumedRecord): boolean {
    if (record.offset < this.watermark.nextOffset) return false;
    this.watermark.begin(record.offset);
    return true;
  }

  finish(record: ConsumedRecord): void {
    this.watermark.finish(record.offset);
  }

  /** The offset to commit, or `undefined` where nothing has moved. */
  uncommitted(): number | undefined {
    return this.watermark.committable > this.committed ? this.watermark.committable : undefined;
  }

  markCommitted(offset: number): void {
    this.committed = Math.max(this.committed, offset);
  }
}

import { type FinishedAhead, finishedAheadMetadata } from './finished-ahead.js';
import { LowWatermark } from './low-watermark.js';

/** What is to be committed: the next offset to read, and what was finished above it. */
export interface PartitionCommit {
  readonly offset: number;
  readonly metadata: string;
}

interface CountedRecord {
  readonly offset: number;
  readonly timestampMs: number;
  /** What it takes in memory. */
  readonly bytes: number;
}

/** How far one assigned partition has come: what may be committed, and what was. */
export class PartitionProgress {
  private readonly watermark: LowWatermark;
  private committed: PartitionCommit;
  private finishedCount = 0;
  /** What is in hand. */
  openRecords = 0;
  openBytes = 0;
  /** Set when the partition was lost or rewound: what is still open of it no longer counts. */
  abandoned = false;
  /** The offset behind the partition's last record, as of the last fetch. */
  private endOffset: number;

  constructor(
    readonly topic: string,
    readonly partition: number,
    firstOffset: number,
    private readonly finishedBefore?: FinishedAhead,
    /** Called with the size of each record that was in hand and is finished. */
    private readonly onFinish: (bytes: number) => void = () => undefined,
  ) {
    this.watermark = new LowWatermark(firstOffset);
    this.committed = { offset: firstOffset, metadata: '' };
    this.endOffset = firstOffset;
  }

  /** A fetch said where the partition ends. */
  sawEnd(endOffset: number): void {
    this.endOffset = endOffset;
  }

  /** Records between the lowest that is open and the partition's end, as of the last fetch. */
  get lag(): number {
    return Math.max(0, this.endOffset - this.watermark.committable);
  }

  /**
   * False for a record that is not to be worked on: it is in hand or done already, as after a rebalance the same records
   * are read again, or whoever had the partition before has finished it.
   */
  begin({ offset, timestampMs, bytes }: CountedRecord): boolean {
    if (offset < this.watermark.nextOffset) return false;
    this.watermark.begin(offset, timestampMs);
    if (this.finishedBefore?.has(offset)) {
      this.countFinished(offset);
      return false;
    }
    this.openRecords += 1;
    this.openBytes += bytes;
    return true;
  }

  /** Of what began, each once. */
  finish({ offset, bytes }: CountedRecord): void {
    this.countFinished(offset);
    this.openRecords -= 1;
    this.openBytes -= bytes;
    this.onFinish(bytes);
  }

  /** When the lowest open record came into Kafka; `undefined` where nothing is open. */
  get oldestOpenMs(): number | undefined {
    return this.watermark.oldestOpenMs;
  }

  /** How many records were finished, or found finished, since the last look at what to commit. */
  get finishedSince(): number {
    return this.finishedCount;
  }

  /** What to commit, or `undefined` where nothing has changed. */
  uncommitted(): PartitionCommit | undefined {
    if (this.finishedCount === 0) return undefined;
    this.finishedCount = 0;
    const offset = this.watermark.committable;
    const metadata = finishedAheadMetadata(this.watermark.open(), offset, this.watermark.finishedUntil);
    return offset === this.committed.offset && metadata === this.committed.metadata ? undefined : { offset, metadata };
  }

  markCommitted(commit: PartitionCommit): void {
    this.committed = commit;
  }

  /** A commit did not come through: it is due again. */
  markUncommitted(): void {
    this.finishedCount += 1;
  }

  private countFinished(offset: number): void {
    this.watermark.finish(offset);
    this.finishedCount += 1;
  }
}

/** When the record that has been open longest in any of them came into Kafka; `undefined` where nothing is open. */
export function oldestOpenOf(partitions: readonly PartitionProgress[]): number | undefined {
  const times = partitions.flatMap(({ oldestOpenMs }) => oldestOpenMs ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}

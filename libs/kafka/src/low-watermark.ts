/**
 * Which offset of one partition may be committed while its records finish in any order: the lowest one that is still
 * open, or the one after the last record when none is. Offsets must begin in ascending order; gaps are fine.
 */
export class LowWatermark {
  /** In the order in which they began, which is ascending; a finished one stands as `doneMark` says until all before it are finished, too. */
  private readonly offsets: number[] = [];
  /** When each of them came into Kafka. */
  private readonly times: number[] = [];
  /** How many at the beginning are finished and not cleared away yet. */
  private head = 0;
  private next: number;
  private highestFinished = -1;

  constructor(firstOffset: number) {
    this.next = firstOffset;
  }

  /** One higher than the highest offset that began: where reading goes on. */
  get nextOffset(): number {
    return this.next;
  }

  /** The offset to commit, which is the next one to be read after a crash. */
  get committable(): number {
    return this.offsets[this.head] ?? this.next;
  }

  /** One higher than the highest offset that was finished, 0 where none was. */
  get finishedUntil(): number {
    return this.highestFinished + 1;
  }

  /** The time of the lowest offset that is open, in milliseconds; `undefined` where nothing is open. */
  get oldestOpenMs(): number | undefined {
    return this.times[this.head];
  }

  /** What began and is not finished, ascending. */
  *open(): Iterable<number> {
    for (let index = this.head; index < this.offsets.length; index += 1) {
      const offset = this.offsets[index];
      if (offset !== undefined && offset >= 0) yield offset;
    }
  }

  begin(offset: number, timeMs: number): void {
    this.offsets.push(offset);
    this.times.push(timeMs);
    this.next = offset + 1;
  }

  /** Finishing an offset twice, or one that never began, changes nothing. */
  finish(offset: number): void {
    const index = this.indexOf(offset);
    if (this.offsets[index] !== offset) return;
    this.offsets[index] = doneMark(offset);
    this.highestFinished = Math.max(this.highestFinished, offset);
    while (isDone(this.offsets[this.head])) this.head += 1;
    this.clearAway();
  }

  /** Where the offset stands, done or not, or where it would. */
  private indexOf(offset: number): number {
    let low = this.head;
    let high = this.offsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.offsets[middle] ?? 0;
      if ((isDone(there) ? doneMark(there) : there) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Once in a while, so that it costs nothing for each. */
  private clearAway(): void {
    if (this.head < WORTH_CLEARING || this.head * 2 < this.offsets.length) return;
    this.offsets.splice(0, this.head);
    this.times.splice(0, this.head);
    this.head = 0;
  }
}

const WORTH_CLEARING = 1_024;

/** No offset, and to it and back again by the same way. */
function doneMark(offset: number): number {
  return -1 - offset;
}

function isDone(offset: number | undefined): boolean {
  return offset !== undefined && offset < 0;
}

/**
 * Which offset of one partition may be committed while its records finish in any order: the lowest one that is still
 * open, or the one after the last record when none is. Offsets must begin in ascending order; gaps are fine.
 */
export class LowWatermark {
  private open: number[] = [];
  private head = 0;
  private readonly finished = new Set<number>();
  private next: number;

  constructor(firstOffset: number) {
    this.next = firstOffset;
  }

  /** One higher than the highest offset that began: where reading goes on. */
  get nextOffset(): number {
    return this.next;
  }

  /** The offset to commit, which is the next one to be read after a crash. */
  get committable(): number {
    return this.open[this.head] ?? this.next;
  }

  begin(offset: number): void {
    this.open.push(offset);
    this.next = offset + 1;
  }

  /** Finishing an offset twice, or one that never began, changes nothing. */
  finish(offset: number): void {
    const lowest = this.open[this.head];
    if (lowest === undefined || offset < lowest || offset >= this.next || this.finished.has(offset)) return;
    this.finished.add(offset);
    let candidate: number | undefined = lowest;
    while (candidate !== undefined && this.finished.delete(candidate)) {
      this.head += 1;
      candidate = this.open[this.head];
    }
    // Shifting one by one would be quadratic; cutting off now and then is not.
    if (this.head > 1_024 && this.head * 2 > this.open.length) {
      this.open = this.open.slice(this.head);
      this.head = 0;
    }
  }
}

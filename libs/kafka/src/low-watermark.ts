/**
 * Which offset of one partition may be committed while its records finish in any order: the lowest one that is still
 * open, or the one after the last record when none is. Offsets must begin in ascending order; gaps are fine.
 */
export class LowWatermark {
  /** A Set keeps the order in which offsets began, so its first is the lowest. */
  private readonly openOffsets = new Set<number>();
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
    const [lowest = this.next] = this.openOffsets;
    return lowest;
  }

  /** What began and is not finished, ascending. */
  get open(): Iterable<number> {
    return this.openOffsets;
  }

  begin(offset: number): void {
    this.openOffsets.add(offset);
    this.next = offset + 1;
  }

  /** Finishing an offset twice, or one that never began, changes nothing. */
  finish(offset: number): void {
    this.openOffsets.delete(offset);
  }
}

/** Which events are to come, and how often each. */
export interface Expectation {
  readonly first: number;
  readonly count: number;
  /** Event `first + i` is to come `times[i % times.length]` times; 0 leaves it out of the account. */
  readonly times: readonly number[];
}

/** What came of an expectation. */
export interface ReceiptSummary {
  /** Events that came often enough. */
  readonly complete: number;
  /** Events that have not. */
  readonly missing: number;
  /** Receipts that were expected and came. */
  readonly receipts: number;
  /** Receipts beyond those expected. */
  readonly duplicates: number;
  /** Receipts of events that nobody expects any more. */
  readonly strays: number;
}

/** When each event came: by its number, counted and stamped. */
export class Receipts {
  private expected: Expectation = { first: 0, count: 0, times: [0] };
  private counts = new Uint16Array(0);
  private required = 0;
  private complete = 0;
  private receipts = 0;
  private duplicates = 0;
  private strays = 0;
  /** When event `first + i` had come as often as expected; NaN until then. */
  completedAtMs = new Float64Array(0);

  expect(expected: Expectation): void {
    this.expected = expected;
    this.counts = new Uint16Array(expected.count);
    this.completedAtMs = new Float64Array(expected.count).fill(Number.NaN);
    this.required = 0;
    for (let index = 0; index < expected.count; index += 1) if (this.timesOf(index) > 0) this.required += 1;
    this.complete = 0;
    this.receipts = 0;
    this.duplicates = 0;
    this.strays = 0;
  }

  note(n: number, atMs: number): void {
    const index = n - this.expected.first;
    if (index < 0 || index >= this.expected.count) {
      this.strays += 1;
      return;
    }
    const times = this.timesOf(index);
    if (times === 0) return;
    const count = (this.counts[index] ?? 0) + 1;
    this.counts[index] = count;
    if (count > times) this.duplicates += 1;
    else this.receipts += 1;
    if (count !== times) return;
    this.completedAtMs[index] = atMs;
    this.complete += 1;
  }

  get isComplete(): boolean {
    return this.complete === this.required;
  }

  get summary(): ReceiptSummary {
    const { complete, receipts, duplicates, strays } = this;
    return { complete, missing: this.required - complete, receipts, duplicates, strays };
  }

  private timesOf(index: number): number {
    return this.expected.times[index % this.expected.times.length] ?? 0;
  }
}

import { ApiError } from '#domain';
import type { NewAuditRow } from '#postgres';

/** Rows that wait to be written, before requests are refused; each has a request behind it that waits too. */
const MAX_WAITING = 5_000;
const MAX_BATCH = 500;

interface Waiting {
  readonly row: NewAuditRow;
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Writes rows of the audit log in batches: at once when idle, and what comes while a batch is being written with the next
 * one. `write` resolves when its row is committed, so that nothing is answered that the log would not tell of, even if the
 * process were killed.
 */
export class AuditWriter {
  private waiting: Waiting[] = [];
  private isWriting = false;

  constructor(
    private readonly append: (rows: readonly NewAuditRow[]) => Promise<void>,
    private readonly maxWaiting = MAX_WAITING,
  ) {}

  /** @throws ApiError UNAVAILABLE where too many rows wait; what `append` throws */
  write(row: NewAuditRow): Promise<void> {
    if (this.waiting.length >= this.maxWaiting) {
      const message = 'the audit log cannot keep up; try again';
      return Promise.reject(new ApiError('UNAVAILABLE', message, undefined, { 'retry-after': '1' }));
    }
    return new Promise((done, failed) => {
      this.waiting.push({ row, done, failed });
      if (!this.isWriting) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      try {
        await this.append(batch.map(({ row }) => row));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.isWriting = false;
  }
}

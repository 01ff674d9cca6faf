import { expect } from 'vitest';

/** A database with one counter. Reads are answered when the test says so, with what held when they began. */
export class FakeDatabase {
  revision = 1;
  readonly changesAskedAfter: number[] = [];
  private readonly reads: { readonly saw: number; answer(): void; fail(error: Error): void }[] = [];

  readRevision(): Promise<number> {
    const saw = this.revision;
    return new Promise((resolve, reject) => {
      this.reads.push({ saw, answer: () => resolve(saw), fail: reject });
    });
  }

  async readChanges(after: number): Promise<string> {
    this.changesAskedAfter.push(after);
    return `after ${after}`;
  }

  get begun(): number {
    return this.reads.length;
  }

  /** Answers the read of this number, counted from 1. */
  async answer(read: number): Promise<void> {
    await turn();
    expect(this.begun).toBeGreaterThanOrEqual(read);
    this.reads[read - 1]?.answer();
    await turn();
  }

  async fail(read: number, message = 'database away'): Promise<void> {
    await turn();
    expect(this.begun).toBeGreaterThanOrEqual(read);
    this.reads[read - 1]?.fail(new Error(message));
    await turn();
  }
}

/** Lets every promise that can settle do so. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import { describe, expect, it } from 'vitest';
import type { NewAuditRow } from '#postgres';
import { AuditWriter } from './audit.writer.js';

const row = (entry: string): NewAuditRow => ({ tenantId: 'clinic-a', entry });

/** A database whose commits the test lets happen. */
class Commits {
  readonly batches: string[][] = [];
  private open: { resolve: () => void; reject: (reason: Error) => void }[] = [];

  readonly append = (rows: readonly NewAuditRow[]) => {
    this.batches.push(rows.map(({ entry }) => entry));
    return new Promise<void>((resolve, reject) => this.open.push({ resolve, reject }));
  };

  next(error?: Error): void {
    const commit = this.open.shift();
    if (error) commit?.reject(error);
    else commit?.resolve();
  }
}

describe('AuditWriter', () => {
  it('writes at once when idle, and gathers while it writes, in order', async () => {
    const commits = new Commits();
    const writer = new AuditWriter(commits.append);
    const first = writer.write(row('1'));
    const others = [writer.write(row('2')), writer.write(row('3'))];
    expect(commits.batches).toEqual([['1']]);
    commits.next();
    await first;
    await expect.poll(() => commits.batches).toEqual([['1'], ['2', '3']]);
    commits.next();
    await Promise.all(others);
  });

  it('is done with a row only when it is committed', async () => {
    const commits = new Commits();
    let isDone = false;
    const written = new AuditWriter(commits.append).write(row('1')).then(() => {
      isDone = true;
    });
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    commits.next();
    await written;
  });

  it('tells those whose batch failed, and goes on with the next', async () => {
    const commits = new Commits();
    const writer = new AuditWriter(commits.append);
    const first = writer.write(row('1'));
    const second = writer.write(row('2'));
    commits.next(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await expect.poll(() => commits.batches.length).toBe(2);
    commits.next();
    await second;
  });

  it('refuses what it cannot hold', async () => {
    const writer = new AuditWriter(new Commits().append, 1);
    void writer.write(row('being written'));
    void writer.write(row('waits'));
    await expect(writer.write(row('too many'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

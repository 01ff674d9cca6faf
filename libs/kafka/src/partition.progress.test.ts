import { describe, expect, it } from 'vitest';
import { PartitionProgress } from './partition.progress.js';
import type { ConsumedRecord } from './record.js';

function record(offset: number): ConsumedRecord {
  return { topic: 't', partition: 0, offset, timestampMs: 0, key: null, value: null, headers: {} };
}

describe('PartitionProgress', () => {
  it('has nothing to commit before a record is done', () => {
    const progress = new PartitionProgress('t', 0, 7);
    progress.begin(record(7));
    expect(progress.uncommitted()).toBeUndefined();
    progress.finish(record(7));
    expect(progress.uncommitted()).toBe(8);
  });

  it('has nothing to commit twice', () => {
    const progress = new PartitionProgress('t', 0, 7);
    progress.begin(record(7));
    progress.finish(record(7));
    progress.markCommitted(8);
    expect(progress.uncommitted()).toBeUndefined();
  });

  it('refuses a record that is in hand or done already', () => {
    const progress = new PartitionProgress('t', 0, 7);
    expect(progress.begin(record(7))).toBe(true);
    expect(progress.begin(record(7))).toBe(false);
    expect(progress.begin(record(6))).toBe(false);
    expect(progress.begin(record(8))).toBe(true);
  });
});

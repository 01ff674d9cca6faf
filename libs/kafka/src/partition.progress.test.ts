import { describe, expect, it } from 'vitest';
import { FinishedAhead } from './finished-ahead.js';
import { oldestOpenOf, PartitionProgress } from './partition.progress.js';

function record(offset: number) {
  return { offset, timestampMs: offset * 1_000, bytes: 10 };
}

describe('PartitionProgress', () => {
  it('has nothing to commit before a record is done', () => {
    const progress = new PartitionProgress('t', 0, 7);
    progress.begin(record(7));
    expect(progress.uncommitted()).toBeUndefined();
    progress.finish(record(7));
    expect(progress.uncommitted()).toEqual({ offset: 8, metadata: '' });
  });

  it('has nothing to commit twice', () => {
    const progress = new PartitionProgress('t', 0, 7);
    progress.begin(record(7));
    progress.finish(record(7));
    expect(progress.uncommitted()).toBeDefined();
    expect(progress.uncommitted()).toBeUndefined();
  });

  it('counts what was finished since the last look, which says whether a commit is worth it', () => {
    const progress = new PartitionProgress('t', 0, 7);
    for (const offset of [7, 8, 9]) progress.begin(record(offset));
    for (const offset of [7, 9]) progress.finish(record(offset));
    expect(progress.finishedSince).toBe(2);
    progress.uncommitted();
    expect(progress.finishedSince).toBe(0);
  });

  it('commits again what did not come through', () => {
    const progress = new PartitionProgress('t', 0, 7);
    progress.begin(record(7));
    progress.finish(record(7));
    const commit = progress.uncommitted();
    progress.markUncommitted();
    expect(progress.uncommitted()).toEqual(commit);
  });

  it('leaves out what the reader before it finished above an open record', () => {
    const before = new PartitionProgress('t', 0, 7);
    for (const offset of [7, 8, 9, 10]) before.begin(record(offset));
    for (const offset of [8, 10]) before.finish(record(offset));
    const { offset, metadata } = before.uncommitted() ?? { offset: 0, metadata: '' };
    expect(offset).toBe(7);

    const after = new PartitionProgress('t', 0, offset, FinishedAhead.parse(metadata, offset));
    expect([7, 8, 9, 10, 11].map((each) => after.begin(record(each)))).toEqual([true, false, true, false, true]);
    for (const each of [7, 9, 11]) after.finish(record(each));
    expect(after.uncommitted()).toEqual({ offset: 12, metadata: '' });
  });

  it('refuses a record that is in hand or done already', () => {
    const progress = new PartitionProgress('t', 0, 7);
    expect(progress.begin(record(7))).toBe(true);
    expect(progress.begin(record(7))).toBe(false);
    expect(progress.begin(record(6))).toBe(false);
    expect(progress.begin(record(8))).toBe(true);
  });

  it('knows how much of it is in hand, and since when', () => {
    const sizes: number[] = [];
    const finished = FinishedAhead.parse('1:0,2+1', 7);
    const progress = new PartitionProgress('t', 0, 7, finished, (bytes) => sizes.push(bytes));
    const inHand = () => [progress.openRecords, progress.openBytes, progress.oldestOpenMs];
    expect(inHand()).toEqual([0, 0, undefined]);
    for (const offset of [7, 8, 9]) progress.begin(record(offset));
    // Of these, 8 was finished before.
    expect(inHand()).toEqual([2, 20, 7_000]);
    progress.finish(record(7));
    expect(inHand()).toEqual([1, 10, 9_000]);
    progress.finish(record(9));
    expect(inHand()).toEqual([0, 0, undefined]);
    expect(sizes).toEqual([10, 10]);
  });

  it('has the oldest open record of several partitions, where one has any', () => {
    const [empty, later, earlier] = [0, 9, 7].map((first, number) => new PartitionProgress('t', number, first));
    const partitions = [empty, later, earlier].filter((each) => each !== undefined);
    expect(oldestOpenOf([])).toBeUndefined();
    expect(oldestOpenOf(partitions)).toBeUndefined();
    later?.begin(record(9));
    earlier?.begin(record(7));
    expect(oldestOpenOf(partitions)).toBe(7_000);
    earlier?.finish(record(7));
    expect(oldestOpenOf(partitions)).toBe(9_000);
  });

  it('lags by what is not done up to the end that the last fetch saw', () => {
    const progress = new PartitionProgress('t', 0, 7);
    expect(progress.lag).toBe(0);
    progress.sawEnd(20);
    for (const offset of [7, 8, 9]) progress.begin(record(offset));
    progress.finish(record(8));
    expect(progress.lag).toBe(13);
    for (const offset of [7, 9]) progress.finish(record(offset));
    expect(progress.lag).toBe(10);
  });
});

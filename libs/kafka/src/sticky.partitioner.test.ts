import { Partitioners, type PartitionMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { stickyPartitioner } from './sticky.partitioner.js';

const partition = (partitionId: number, leader = 1) => ({ partitionId, leader }) as PartitionMetadata;
const PARTITIONS = [0, 1, 2, 3].map((id) => partition(id));

let turn = 0;
const place = (key: string | null, partitionMetadata = PARTITIONS) =>
  stickyPartitioner(() => turn)()({ topic: 't', partitionMetadata, message: { key, value: 'v' } });

describe('a record without a key', () => {
  it('goes where the others of its turn go, and the next turn elsewhere', () => {
    const placed = [0, 1, 2, 3, 4].map((number) => {
      turn = number;
      return [place(null), place(null)];
    });
    expect(placed).toEqual([0, 1, 2, 3, 0].map((each) => [each, each]));
  });

  it('leaves out partitions that nobody leads, unless nobody leads any', () => {
    turn = 1;
    expect(place(null, [partition(0), partition(1, -1), partition(2)])).toBe(2);
    expect(place(null, [partition(0, -1), partition(1, -1)])).toBe(1);
  });
});

it('a record with a key goes where any Kafka client would put it', () => {
  const byKey = Partitioners.DefaultPartitioner();
  for (const key of ['a', 'webhook-1', 'webhook-2']) {
    const message = { key, value: 'v' };
    expect(place(key)).toBe(byKey({ topic: 't', partitionMetadata: PARTITIONS, message }));
  }
});

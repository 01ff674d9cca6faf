import fc from 'fast-check';
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
  const key = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.uuid(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  const metadata = fc
    .integer({ min: 1, max: 64 })
    .map((count) => Array.from({ length: count }, (_, id) => partition(id)));
  fc.assert(
    fc.property(key, metadata, (key, partitionMetadata) => {
      const args = { topic: 't', partitionMetadata, message: { key, value: 'v' } };
      expect(stickyPartitioner(() => 0)()(args)).toBe(byKey(args));
    }),
    { numRuns: 1_000 },
  );
});

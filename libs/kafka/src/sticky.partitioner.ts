import type { ICustomPartitioner } from 'kafkajs';
import { murmur2 } from './murmur2.hash.js';

/**
 * Records with a key go where Kafka's own clients would put them. Those without go to one partition together, another one each
 * turn: a batch in one piece costs client, broker and consumers a fraction of one in as many pieces as there are partitions.
 */
export function stickyPartitioner(turn: () => number): ICustomPartitioner {
  return () =>
    ({ partitionMetadata, message: { key } }) => {
      if (key !== null && key !== undefined) {
        const hash = murmur2(typeof key === 'string' ? Buffer.from(key) : key);
        return (hash & 0x7fffffff) % partitionMetadata.length;
      }
      const led = partitionMetadata.filter(({ leader }) => leader >= 0);
      const candidates = led.length > 0 ? led : partitionMetadata;
      return candidates[turn() % candidates.length]?.partitionId ?? 0;
    };
}

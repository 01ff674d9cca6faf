import { type ICustomPartitioner, Partitioners } from 'kafkajs';

/**
 * Records with a key go where Kafka's own clients would put them. Those without go to one partition together, another one each
 * turn: a batch in one piece costs client, broker and consumers a fraction of one in as many pieces as there are partitions.
 */
export function stickyPartitioner(turn: () => number): ICustomPartitioner {
  return () => {
    const byKey = Partitioners.DefaultPartitioner();
    return (args) => {
      if (args.message.key !== null && args.message.key !== undefined) return byKey(args);
      const led = args.partitionMetadata.filter(({ leader }) => leader >= 0);
      const candidates = led.length > 0 ? led : args.partitionMetadata;
      return candidates[turn() % candidates.length]?.partitionId ?? 0;
    };
  };
}

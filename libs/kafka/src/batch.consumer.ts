import type { Consumer } from 'kafkajs';
import type { Logger } from '#telemetry';
import type { KafkaClient } from './kafka.client.js';
import { assignerWithHooks, type GroupHooks } from './kafkajs.group-hooks.js';
import type { TopicDemand } from './topic.demand.js';
import type { Topic } from './topics.js';

export interface KafkaBatchServerOptions {
  /** Which `@EventPattern`s this server carries: those declared with the same symbol. */
  readonly transport: symbol;
  readonly client: KafkaClient;
  readonly groupId: string;
  readonly logger: Logger;
  /** Where a group that never committed begins. Default: at the first record that is left. */
  readonly startAt?: 'first' | 'latest';
  /** Topics that are read only while somebody wants them, and only from then on. For a group of one member. */
  readonly onDemand?: Partial<Record<Topic, TopicDemand>>;
  /** The broker answers a fetch when it has so many bytes, or after `maxWaitMs`. Defaults: 1 byte, 250 ms. */
  readonly minBytes?: number;
  readonly maxWaitMs?: number;
  /** At most so many records go to a handler at a time. Default: 1,000. */
  readonly maxBatchRecords?: number;
  /** Fetching pauses while more than this is open, and goes on at half. Defaults: 10,000 records, 64 MiB. */
  readonly maxOpenRecords?: number;
  readonly maxOpenBytes?: number;
  /** Called when fetching pauses for that, and when it goes on. */
  readonly onPause?: (paused: boolean) => void;
  /**
   * Called before partitions may go to another member, and once it is known which do (of all topics together). A handler that took records over
   * ends in between what it has under way and begins nothing; after 4 s the group is joined all the same.
   */
  readonly rebalance?: { before(): Promise<void>; after(lost: readonly number[]): void };
}

const MAX_BYTES_PER_PARTITION = 2 * 1024 * 1024;
/** Of one answer of a broker: a larger one is read in one go, which holds up all else for longer. */
const MAX_BYTES = 3 * 1024 * 1024;

/** kafkajs' consumer as a `KafkaBatchServer` runs it, not connected yet. */
export function groupConsumer(
  { client, groupId, minBytes = 1, maxWaitMs = 250 }: KafkaBatchServerOptions,
  hooks: GroupHooks,
): Consumer {
  return client.kafka.consumer({
    groupId,
    sessionTimeout: 6_000,
    // Members hear of a rebalance by their heartbeats: until then the partitions of one that left, or that joins, stand still.
    heartbeatInterval: 200,
    rebalanceTimeout: 10_000,
    partitionAssigners: [assignerWithHooks(hooks)],
    minBytes,
    maxWaitTimeInMs: maxWaitMs,
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    maxBytes: MAX_BYTES,
    allowAutoTopicCreation: false,
  });
}

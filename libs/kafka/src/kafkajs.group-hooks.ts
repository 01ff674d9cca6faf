import { createRequire } from 'node:module';
import type { PartitionAssigner } from 'kafkajs';
import { PartitionAssigners } from './kafkajs.modules.js';

/** What a consumer waits for. Neither may reject. */
export interface GroupHooks {
  /** Before every joining of the group. */
  beforeJoin(): Promise<void>;
  /** Before every fetch. */
  beforeFetch(): Promise<void>;
}

interface FetchedPartition {
  readonly rawMessages: readonly unknown[];
}
interface ConsumerGroup {
  readonly assigners: readonly Partial<GroupHooks>[];
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
  fetch: (this: ConsumerGroup, nodeId: number) => Promise<FetchedPartition[]>;
}

/**
 * kafkajs 2.2.4 tells that the group rebalances, and joins it at once: a member cannot end what it has under way while its
 * partitions are still its own, as Java's `onPartitionsRevoked` lets it. Here joining waits for `beforeJoin` of an
 * assigner that was made by `assignerWithHooks`, and fetching for its `beforeFetch`.
 *
 * A fetch is answered for every partition that was asked for, and kafkajs puts each into its queue of workers: those without a record end here.
 */
export function hookIntoKafkajsGroups(): void {
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/consumer/consumerGroup.js') as {
    prototype: ConsumerGroup & { [HOOKED]?: true };
  };
  if (prototype[HOOKED]) return;
  prototype[HOOKED] = true;
  const { joinAndSync, fetch } = prototype;
  prototype.joinAndSync = async function joinAfterHooks(this: ConsumerGroup): Promise<void> {
    for (const assigner of this.assigners) await assigner.beforeJoin?.();
    return joinAndSync.call(this);
  };
  prototype.fetch = async function fetchAfterHooks(this: ConsumerGroup, nodeId: number): Promise<FetchedPartition[]> {
    for (const assigner of this.assigners) await assigner.beforeFetch?.();
    const partitions = await fetch.call(this, nodeId);
    return partitions.filter(({ rawMessages }) => rawMessages.length > 0);
  };
}

const HOOKED = Symbol('hooks are called');

/** Round robin, with hooks. */
export function assignerWithHooks(hooks: GroupHooks): PartitionAssigner {
  return (config) => Object.assign(PartitionAssigners.roundRobin(config), hooks);
}

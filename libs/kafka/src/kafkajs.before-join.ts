import { createRequire } from 'node:module';
import type { PartitionAssigner } from 'kafkajs';
import { PartitionAssigners } from './kafkajs.modules.js';

interface HookedAssigner {
  beforeJoin?(): Promise<void>;
}
interface ConsumerGroup {
  readonly assigners: readonly HookedAssigner[];
  joinAndSync: (this: ConsumerGroup) => Promise<void>;
}

/**
 * kafkajs 2.2.4 tells that the group rebalances, and joins it at once: a member cannot end what it has under way while its
 * partitions are still its own, as Java's `onPartitionsRevoked` lets it. Here joining waits for `beforeJoin` of an
 * assigner that was made by `assignerWithHook`.
 */
export function holdKafkajsJoins(): void {
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/consumer/consumerGroup.js') as {
    prototype: ConsumerGroup & { [HOOKED]?: true };
  };
  if (prototype[HOOKED]) return;
  prototype[HOOKED] = true;
  const { joinAndSync } = prototype;
  prototype.joinAndSync = async function joinAfterHooks(this: ConsumerGroup): Promise<void> {
    for (const assigner of this.assigners) await assigner.beforeJoin?.();
    return joinAndSync.call(this);
  };
}

const HOOKED = Symbol('joins are held');

/** Round robin, and `beforeJoin` called before every joining of the group. It must not reject. */
export function assignerWithHook(beforeJoin: () => Promise<void>): PartitionAssigner {
  return (config) => Object.assign(PartitionAssigners.roundRobin(config), { beforeJoin });
}

import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { assignerWithHooks, hookIntoKafkajsGroups } from './kafkajs.group-hooks.js';

interface Batch {
  readonly partition: number;
}
interface Group {
  fetch(nodeId: number): Promise<Batch[]>;
  joinAndSync(): Promise<void>;
}

const require = createRequire(import.meta.url);
const GroupOfKafkajs = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: Group };
const SeekOffsets = require('kafkajs/src/consumer/seekOffsets.js') as new () => object;

hookIntoKafkajsGroups();
hookIntoKafkajsGroups();

const TOPIC = 'events';
const CONFIG = {} as Parameters<ReturnType<typeof assignerWithHooks>>[0];

/** kafkajs' own group, whose broker answers with these records of partitions 0, 1, … */
function groupWith(records: readonly object[][], told: string[]): Group {
  const numbers = records.map((_, partition) => partition);
  const partitions = records.map((messages, partition) => ({ partition, highWatermark: '7', messages }));
  const assigned = [{ topic: TOPIC, partitions: numbers }];
  const broker = {
    fetch: async () => {
      told.push('fetch');
      return { responses: [{ topicName: TOPIC, partitions }] };
    },
  };
  const note = (what: string) => async () => {
    told.push(what);
  };
  const hooks = assignerWithHooks({ beforeJoin: note('beforeJoin'), beforeFetch: note('beforeFetch') });
  return Object.assign(Object.create(GroupOfKafkajs.prototype) as Group, {
    assigners: [hooks(CONFIG)],
    cluster: {
      refreshMetadataIfNecessary: async () => undefined,
      findBroker: async () => broker,
      findTopicPartitionMetadata: () => numbers.map((partitionId) => ({ partitionId, leader: 1 })),
    },
    subscriptionState: { assigned: () => assigned, active: () => assigned, isPaused: () => false },
    seekOffset: new SeekOffsets(),
    offsetManager: {
      committedOffsets: () => ({ [TOPIC]: Object.fromEntries(numbers.map((partition) => [partition, '0'])) }),
      nextOffset: () => '0',
      resolveOffsets: async () => undefined,
    },
    preferredReadReplicasPerTopicPartition: {},
    retrier: note('join'),
  });
}

const record = { offset: '0' };

it('waits for the hook before it fetches, once however often it was installed', async () => {
  const told: string[] = [];
  await groupWith([[record]], told).fetch(1);
  expect(told).toEqual(['beforeFetch', 'fetch']);
});

it('hands on partitions of which something came, also if it is none of what was asked for', async () => {
  const ofTransaction = { offset: '0', isControlRecord: true };
  const batches = await groupWith([[], [record], [], [ofTransaction]], []).fetch(1);
  expect(batches.map(({ partition }) => partition)).toEqual([1, 3]);
});

it('waits for the hook before it joins', async () => {
  const told: string[] = [];
  await groupWith([], told).joinAndSync();
  expect(told).toEqual(['beforeJoin', 'join']);
});

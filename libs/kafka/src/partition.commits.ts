import type { Consumer } from 'kafkajs';
import type { Logger } from '#telemetry';
import { FinishedAhead } from './finished-ahead.js';
import type { KafkaClient } from './kafka.client.js';
import type { PartitionProgress } from './partition.progress.js';

interface Group {
  readonly client: KafkaClient;
  readonly groupId: string;
  readonly logger: Logger;
}

export function partitionKey(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

/** Commits what has moved, with what is finished ahead of it. What does not come through is due again. */
export async function commitProgress(
  consumer: Consumer,
  partitions: readonly PartitionProgress[],
  logger: Logger,
): Promise<void> {
  const moved = partitions.flatMap((progress) => {
    const commit = progress.uncommitted();
    return commit === undefined ? [] : [{ progress, commit }];
  });
  if (moved.length === 0) return;
  try {
    await consumer.commitOffsets(
      moved.map(({ progress: { topic, partition }, commit: { offset, metadata } }) => ({
        topic,
        partition,
        offset: String(offset),
        metadata,
      })),
    );
    for (const { progress, commit } of moved) progress.markCommitted(commit);
  } catch (error) {
    // During a rebalance nobody may commit: the records are read again, and known by their ids.
    for (const { progress } of moved) progress.markUncommitted();
    logger.debug({ err: error }, 'offsets were not committed');
  }
}

/**
 * By partition: what earlier readers of the group finished ahead of their commits. Without it nothing is lost: what is not
 * known to be finished is done again.
 */
export async function readFinishedAhead(
  { client, groupId, logger }: Group,
  topics: string[],
): Promise<Map<string, FinishedAhead>> {
  const known = new Map<string, FinishedAhead>();
  try {
    const committed = await client.withAdmin((admin) => admin.fetchOffsets({ groupId, topics }));
    for (const { topic, partitions } of committed) {
      for (const { partition, offset, metadata } of partitions) {
        const finished = FinishedAhead.parse(metadata, Number(offset));
        if (finished) known.set(partitionKey(topic, partition), finished);
      }
    }
  } catch (error) {
    logger.warn({ err: error }, 'what was finished ahead of the commits is not known and is done again');
  }
  return known;
}

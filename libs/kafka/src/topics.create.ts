import type { ITopicConfig } from 'kafkajs';
import type { KafkaSettings } from '#config';
import { HOUR_MS } from '#domain';
import type { KafkaClient } from './kafka.client.js';
import { MAX_RECORD_BYTES, TOPICS } from './topics.js';

/**
 * Creates what is missing of our topics; leaves existing ones as they are. Safe to run in every process at its start.
 * `events` is stamped by the broker (`LogAppendTime`), so that no producer's clock can misplace an event; the topics of
 * `EVENT_TOPICS` are their owners' to make, but are made here when they are missing.
 */
export async function createMissingTopics(client: KafkaClient, settings: KafkaSettings): Promise<void> {
  await client.withAdmin(async (admin) => {
    const existing = new Set(await admin.listTopics());
    const wanted = Object.values(TOPICS).flatMap((topic) => client.topics.sourcesOf(topic));
    const missing = wanted.filter((name) => !existing.has(name));
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((name) => topicConfig(name, settings, client.topics.sourcesOf(TOPICS.events))),
    });
  });
}

function topicConfig(name: string, settings: KafkaSettings, eventTopics: readonly string[]): ITopicConfig {
  const configEntries = [
    { name: 'retention.ms', value: String(settings.KAFKA_RETENTION_HOURS * HOUR_MS) },
    { name: 'max.message.bytes', value: String(MAX_RECORD_BYTES) },
  ];
  if (eventTopics.includes(name)) {
    configEntries.push({ name: 'message.timestamp.type', value: 'LogAppendTime' });
    // Producers may compress with what kafkajs cannot read (lz4, snappy, zstd): the broker unpacks it.
    configEntries.push({ name: 'compression.type', value: 'uncompressed' });
  }
  return {
    topic: name,
    numPartitions: settings.KAFKA_PARTITIONS,
    replicationFactor: settings.KAFKA_REPLICATION_FACTOR,
    configEntries,
  };
}

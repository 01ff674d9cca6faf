import type { KafkaSettings } from '#config';
import { EVENT_LIMITS } from '#domain';

/** The four topics by what they carry; their names in Kafka have a prefix. */
export const TOPICS = {
  events: 'events',
  deliveries: 'deliveries',
  outcomes: 'outcomes',
  rejected: 'events.rejected',
} as const;
export type Topic = (typeof TOPICS)[keyof typeof TOPICS];

/** A record of 10 MiB of data, its headers and its batch's overhead. */
export const MAX_RECORD_BYTES = EVENT_LIMITS.maxDataBytes + 1024 * 1024;

/** Maps topics to their names in Kafka, and knows which of Kafka's topics are a single tenant's. */
export class TopicNames {
  private readonly tenantByTopic: ReadonlyMap<string, string>;

  constructor(private readonly settings: Pick<KafkaSettings, 'KAFKA_TOPIC_PREFIX' | 'EVENT_TOPICS'>) {
    this.tenantByTopic = new Map(settings.EVENT_TOPICS.map(({ topic, tenantId }) => [topic, tenantId]));
  }

  nameOf(topic: Topic): string {
    return `${this.settings.KAFKA_TOPIC_PREFIX}${topic}`;
  }

  /** Every name in Kafka from which `topic` is read: for `events` also those of `EVENT_TOPICS`. */
  sourcesOf(topic: Topic): string[] {
    return topic === TOPICS.events ? [this.nameOf(topic), ...this.tenantByTopic.keys()] : [this.nameOf(topic)];
  }

  /** The tenant that every record of this topic belongs to, whatever the record claims. */
  fixedTenantOf(topicName: string): string | undefined {
    return this.tenantByTopic.get(topicName);
  }

  /** The name of a consumer group or client, under the same prefix as the topics. */
  groupId(role: string): string {
    return `${this.settings.KAFKA_TOPIC_PREFIX}${role}`;
  }
}

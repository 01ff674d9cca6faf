import type { Consumer } from 'kafkajs';
import { within } from '#telemetry';
import type { KafkaClient } from './kafka.client.js';
import { TopicNotRead, type TopicReader } from './topic.demand.js';

const MAX_WAIT_MS = 5_000;

/**
 * Lets a consumer that is a group of its own leave a topic alone and take it up again. It stays a member of its group all
 * the while, for to join one takes seconds.
 */
export class OnDemandReader implements TopicReader {
  constructor(
    private readonly client: KafkaClient,
    /** The topic's names in Kafka. */
    private readonly names: readonly string[],
    /** The consumer, while it has its partitions. */
    private readonly consumer: () => Consumer | undefined,
  ) {}

  /** @throws TopicNotRead, and what Kafka fails with */
  async readFromNow(): Promise<void> {
    const ends = await within(
      MAX_WAIT_MS,
      Promise.all(this.names.map(async (topic) => [topic, await this.client.offsetsOf(topic)] as const)),
    );
    const consumer = this.consumer();
    if (!consumer) throw new TopicNotRead();
    for (const [topic, partitions] of ends) {
      for (const [partition, { high }] of partitions) consumer.seek({ topic, partition, offset: String(high) });
    }
    consumer.resume(this.selection());
  }

  pause(): void {
    this.consumer()?.pause(this.selection());
  }

  private selection() {
    return this.names.map((topic) => ({ topic }));
  }
}

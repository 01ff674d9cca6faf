import { Injectable } from '@nestjs/common';
import { KafkaClient, TOPICS } from '#kafka';
import { DataSource, readOffsets } from '#postgres';

/** How far the recorder is, whichever process that is. */
@Injectable()
export class RecorderProgress {
  constructor(
    private readonly database: DataSource,
    private readonly kafka: KafkaClient,
  ) {}

  /** Whether every event that was accepted before this moment stands in PostgreSQL. */
  async hasRecordedUntil(atMs: number): Promise<boolean> {
    for (const topic of this.kafka.topics.sourcesOf(TOPICS.events)) {
      const wanted = await this.kafka.offsetsAt(topic, atMs);
      const recorded = await readOffsets(this.database, 'events', topic);
      for (const [partition, offset] of wanted) {
        // Nothing was ever read from a partition without records.
        if (offset > 0 && (recorded.get(partition) ?? 0) < offset) return false;
      }
    }
    return true;
  }
}

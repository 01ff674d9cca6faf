import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { KafkaClient, TOPICS, TopicNames } from '#kafka';
import { DataSource, readHeldSubjects, readOffsets } from '#postgres';
import { LOGGER, type Logger } from '#telemetry';

const LOOK_EVERY_MS = 100;
const RETRY_AFTER_MS = 1_000;
/** As the recorder calls itself in PostgreSQL. */
const RECORDER = 'outcomes';

/** What waits in PostgreSQL for a webhook that wants its deliveries in order. */
@Injectable()
export class HeldSubjectsReader {
  constructor(
    private readonly database: DataSource,
    private readonly kafka: KafkaClient,
    private readonly topics: TopicNames,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Once every outcome is recorded that stands in Kafka now. Waits for Kafka and PostgreSQL as long as it takes. */
  async read(webhookId: string): Promise<Map<string, number>> {
    for (;;) {
      try {
        await this.recorderHasCaughtUp();
        return await readHeldSubjects(this.database, webhookId);
      } catch (error) {
        this.logger.warn({ err: error, webhookId }, 'deliveries in order wait until their past can be read');
        await sleep(RETRY_AFTER_MS);
      }
    }
  }

  private async recorderHasCaughtUp(): Promise<void> {
    const topic = this.topics.nameOf(TOPICS.outcomes);
    const present = await this.kafka.offsetsOf(topic);
    for (;;) {
      const recorded = await readOffsets(this.database, RECORDER, topic);
      if ([...present].every(([partition, { low, high }]) => high === low || (recorded.get(partition) ?? 0) >= high))
        return;
      await sleep(LOOK_EVERY_MS);
    }
  }
}

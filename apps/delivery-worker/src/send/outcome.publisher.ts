import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Outcome } from '#domain';
import { encodeOutcome, GatheringProducer, TopicNames } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';

const RETRY_AFTER_MS = 500;

/** Writes outcomes to Kafka, as often as it takes: only then is a delivery's record done. */
@Injectable()
export class OutcomePublisher {
  private stopped = false;

  constructor(
    private readonly producer: GatheringProducer,
    private readonly topics: TopicNames,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Resolves with `true` when Kafka has the outcome, with `false` when the process stops before. */
  async publish(outcome: Outcome): Promise<boolean> {
    const records = [encodeOutcome(this.topics, outcome)];
    while (!this.stopped) {
      try {
        await this.producer.publish(records);
        return true;
      } catch (error) {
        this.logger.debug(
          { reason: error instanceof Error ? error.message : 'unknown' },
          'an outcome is published again',
        );
        await sleep(RETRY_AFTER_MS);
      }
    }
    return false;
  }

  stop(): void {
    this.stopped = true;
  }
}

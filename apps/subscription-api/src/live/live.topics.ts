import { Inject, Injectable } from '@nestjs/common';
import { ApiError } from '#domain';
import { TopicDemand } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';

/** What this app reads of Kafka as it happens, while somebody waits for it and no longer. */
@Injectable()
export class LiveTopics {
  readonly outcomes = new TopicDemand();
  readonly events = new TopicDemand();

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * Resolves when all that is produced from then on will be seen. Call what it gives when it is over.
   * @throws ApiError UNAVAILABLE
   */
  async hold(topic: 'outcomes' | 'events'): Promise<() => void> {
    try {
      return await this[topic].hold();
    } catch (error) {
      this.logger.warn({ err: error, topic }, 'a topic cannot be watched right now');
      throw new ApiError('UNAVAILABLE', 'what happens cannot be watched right now', undefined, { 'retry-after': '5' });
    }
  }
}

import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { decodeOutcome, InternalRecordUnreadable, type RecordBatch, TOPICS } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';
import { LIVE_OUTCOMES } from './live.transport.js';
import { OutcomeWatch } from './outcome.watch.js';

/** Reads the outcomes topic as it grows and passes on what somebody waits for. */
@Controller()
export class OutcomesHandler {
  constructor(
    private readonly watch: OutcomeWatch,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern(TOPICS.outcomes, LIVE_OUTCOMES)
  observe({ records }: RecordBatch): void {
    if (!this.watch.isAwaiting) return;
    for (const record of records) {
      try {
        this.watch.saw(decodeOutcome(record));
      } catch (error) {
        if (!(error instanceof InternalRecordUnreadable)) throw error;
        this.logger.warn({ reason: error.message }, 'an outcome is skipped');
      }
    }
  }
}

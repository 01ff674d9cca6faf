import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { decodeOutcome, InternalRecordUnreadable, type RecordBatch, TOPICS } from '#kafka';
import { LOGGER, type Logger } from '#telemetry';
import { LiveHub } from './live.hub.js';
import { LiveMetrics } from './live.metrics.js';
import { LIVE } from './live.transport.js';
import { OutcomeWatch } from './outcome.watch.js';

/** Reads the outcomes topic as it grows and passes on what somebody waits for. */
@Controller()
export class OutcomesHandler {
  constructor(
    private readonly watch: OutcomeWatch,
    private readonly hub: LiveHub,
    private readonly metrics: LiveMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern(TOPICS.outcomes, LIVE)
  observe({ records }: RecordBatch): void {
    this.metrics.records.inc({ topic: TOPICS.outcomes }, records.length);
    if (!this.watch.isAwaiting && !this.hub.wants('deliveries')) return;
    for (const record of records) {
      try {
        const outcome = decodeOutcome(record);
        this.watch.saw(outcome);
        this.hub.sawOutcome(outcome);
      } catch (error) {
        if (!(error instanceof InternalRecordUnreadable)) throw error;
        this.logger.warn({ reason: error.message }, 'an outcome is skipped');
      }
    }
  }
}

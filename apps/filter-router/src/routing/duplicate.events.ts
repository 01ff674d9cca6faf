import { Inject, Injectable } from '@nestjs/common';
import { eventKey } from '#domain';
import { claimEventKeys, DataSource } from '#postgres';
import { LOGGER, type Logger, within } from '#telemetry';
import type { RoutableEvent } from './records.sort.js';
import { RouterMetrics } from './router.metrics.js';

/** How long events wait for the answer which of them are duplicates. */
const PATIENCE_MS = 2_000;

/** Drops events that a producer published more than once, known by the id it gave them, for 24 hours. */
@Injectable()
export class DuplicateEvents {
  /** Whoever sent something twice may be doing so for a while. */
  private lastHadSome = false;

  constructor(
    private readonly database: DataSource,
    private readonly metrics: RouterMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** While PostgreSQL is away nothing is dropped: rather twice than never. */
  async without(events: readonly RoutableEvent[]): Promise<RoutableEvent[]> {
    const checked = events.filter(({ decoded }) => decoded.idIsProducers);
    if (checked.length === 0) return [...events];
    let duplicates: Set<RoutableEvent>;
    try {
      duplicates = await within(PATIENCE_MS, this.among(checked));
    } catch (error) {
      this.metrics.unchecked.inc(checked.length);
      this.logger.warn({ err: error, events: checked.length }, 'duplicates were not looked for');
      return [...events];
    }
    this.metrics.duplicates.inc(duplicates.size);
    return events.filter((event) => !duplicates.has(event));
  }

  private async among(events: readonly RoutableEvent[]): Promise<Set<RoutableEvent>> {
    const positions = await claimEventKeys(
      this.database,
      events.map(({ record: { topic, partition, offset }, decoded: { event } }) => ({
        eventKey: eventKey(event.tenantId, event.source, event.id),
        topic,
        partition,
        offset,
      })),
      this.lastHadSome,
    );
    this.lastHadSome = positions.size > 0;
    return new Set(events.filter((_, index) => positions.has(index)));
  }
}

import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { DataKeyDirectory, EventTypeDirectory, WebhookDirectory } from '#directory';
import { encodeRejected, GatheringProducer, type RecordBatch, TOPICS, TopicNames } from '#kafka';
import { Tracing } from '#telemetry';
import { BatchSpans } from './batch.spans.js';
import { deliveriesFor } from './deliveries-for.js';
import { DuplicateEvents } from './duplicate.events.js';
import { sortRecords } from './records.sort.js';
import { RouterMetrics } from './router.metrics.js';

/** The consumer that carries this controller: see `KafkaBatchServer`. */
export const ROUTER_TRANSPORT = Symbol('filter-router');

/** Routes every batch of the events topics: event → the webhooks that want it → one delivery record each. */
@Controller()
export class EventsRouter {
  constructor(
    private readonly directory: WebhookDirectory,
    private readonly eventTypes: EventTypeDirectory,
    private readonly dataKeys: DataKeyDirectory,
    private readonly duplicates: DuplicateEvents,
    private readonly producer: GatheringProducer,
    private readonly topics: TopicNames,
    private readonly metrics: RouterMetrics,
    private readonly tracing: Tracing,
  ) {}

  @EventPattern(TOPICS.events, ROUTER_TRANSPORT)
  async route(@Payload() batch: RecordBatch): Promise<void> {
    const spans = new BatchSpans(this.tracing, Date.now());
    // One refresh fills all three directories.
    await this.directory.refresh();
    const known = { webhooks: this.directory, eventTypes: this.eventTypes, dataKeys: this.dataKeys };
    const { events, rejected } = sortRecords(batch.records, this.topics, known);
    const fresh = await this.duplicates.without(events);
    const deliveries = fresh.flatMap((event) => deliveriesFor(this.topics, event, known, spans.begin(event)));
    const rejects = rejected.map(({ record, rejection }) => encodeRejected(this.topics, record, rejection));

    try {
      await this.producer.publish([...deliveries, ...rejects]);
      spans.end(true);
    } catch (error) {
      spans.end(false);
      throw error;
    }
    this.metrics.routed(fresh, deliveries.length, rejected);
  }
}

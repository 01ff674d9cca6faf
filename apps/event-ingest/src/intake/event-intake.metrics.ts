import { Inject, Injectable } from '@nestjs/common';
import { Counter, Histogram, LATENCY_BUCKETS_SECONDS, Registry } from '#telemetry';

/** What event-ingest counts. */
@Injectable()
export class EventIntakeMetrics {
  readonly accepted: Counter;
  readonly seconds: Histogram;

  constructor(@Inject(Registry) registry: Registry) {
    const registers = [registry];
    this.accepted = new Counter({
      name: 'carehook_events_accepted_total',
      help: 'Events acknowledged by Kafka and answered with 202',
      registers,
    });
    this.seconds = new Histogram({
      name: 'carehook_event_intake_seconds',
      help: 'From the whole request read to its events acknowledged by Kafka',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    });
  }
}

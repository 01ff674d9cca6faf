import { Inject, Injectable } from '@nestjs/common';
import { Counter, Histogram, LATENCY_BUCKETS_SECONDS, Registry } from '#telemetry';
import type { RejectedRecord, RoutableEvent } from './records.sort.js';

/** What filter-router counts. */
@Injectable()
export class RouterMetrics {
  readonly duplicates: Counter;
  readonly unchecked: Counter;
  private readonly events: Counter;
  private readonly deliveries: Counter;
  private readonly rejected: Counter;
  private readonly seconds: Histogram;

  constructor(@Inject(Registry) registry: Registry) {
    const counter = (name: string, help: string, labelNames: string[] = []) =>
      new Counter({ name, help, labelNames, registers: [registry] });
    this.events = counter('carehook_events_routed_total', 'Events routed, matched or not');
    this.deliveries = counter('carehook_deliveries_created_total', 'Delivery records produced by routing');
    this.rejected = counter('carehook_events_rejected_total', 'Records that are no event', ['reason']);
    this.duplicates = counter('carehook_events_duplicate_total', "Events dropped because their producer's id is known");
    this.unchecked = counter(
      'carehook_events_unchecked_total',
      'Events not checked for duplicates, PostgreSQL being away',
    );
    this.seconds = new Histogram({
      name: 'carehook_event_routing_seconds',
      help: 'From the event in Kafka to its deliveries in Kafka',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers: [registry],
    });
  }

  routed(events: readonly RoutableEvent[], deliveries: number, rejected: readonly RejectedRecord[]): void {
    const nowMs = Date.now();
    this.events.inc(events.length);
    this.deliveries.inc(deliveries);
    for (const { decoded } of events) this.seconds.observe(Math.max(0, nowMs - decoded.event.acceptedAtMs) / 1_000);
    for (const { rejection } of rejected) this.rejected.inc({ reason: rejection.reason });
  }
}

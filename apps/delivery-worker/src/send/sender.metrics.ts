import { Inject, Injectable } from '@nestjs/common';
import type { Outcome } from '#domain';
import { Counter, Gauge, Histogram, LATENCY_BUCKETS_SECONDS, Registry } from '#telemetry';

type WatchedLanes = Readonly<Record<'count' | 'failing' | 'openBreakers' | 'queued' | 'inFlight', number>>;

/** What the sender counts. */
@Injectable()
export class SenderMetrics {
  private readonly outcomes: Counter;
  private readonly seconds: Histogram;
  private readonly latency: Histogram;
  readonly repeats: Counter;

  constructor(@Inject(Registry) private readonly registry: Registry) {
    const registers = [registry];
    this.outcomes = new Counter({
      name: 'carehook_outcomes_total',
      help: 'Outcomes by result (succeeded, failed, deferred, cancelled) and code',
      labelNames: ['result', 'code'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'carehook_attempt_seconds',
      help: 'Duration of one request to a receiver',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    });
    this.latency = new Histogram({
      name: 'carehook_delivery_latency_seconds',
      help: 'From the event in Kafka to the end of a first attempt that succeeded',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    });
    this.repeats = new Counter({
      name: 'carehook_repeated_records_total',
      help: 'Records left out because the same handover of a delivery stood in Kafka already',
      registers,
    });
  }

  /** Shows how many lanes there are, how they fare, and what waits and is under way in them. */
  watch(lanes: WatchedLanes, maxInFlight: number): void {
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    gauge('carehook_lanes', 'Webhooks with something to send', () => lanes.count);
    gauge('carehook_lanes_failing', 'Webhooks whose last attempt failed', () => lanes.failing);
    gauge('carehook_lanes_breaker_open', 'Webhooks whose endpoint is only probed', () => lanes.openBreakers);
    gauge('carehook_lane_queued', 'Deliveries waiting in lanes', () => lanes.queued);
    gauge('carehook_requests_in_flight', 'Requests under way', () => lanes.inFlight);
    gauge(
      'carehook_requests_in_flight_limit',
      'Requests that may be under way: WORKER_MAX_IN_FLIGHT',
      () => maxInFlight,
    );
  }

  observe(outcome: Outcome): void {
    this.outcomes.inc({ result: outcome.result, code: outcome.code });
    if (outcome.durationMs === undefined || outcome.startedAtMs === undefined) return;
    this.seconds.observe(outcome.durationMs / 1_000);
    if (outcome.result === 'succeeded' && outcome.reason === 'first' && outcome.attempt === 1) {
      const endedAtMs = outcome.startedAtMs + outcome.durationMs;
      this.latency.observe(Math.max(0, endedAtMs - outcome.acceptedAtMs) / 1_000);
    }
  }
}

import type { EventSpan, Tracing } from '#telemetry';
import type { RoutableEvent } from './records.sort.js';

/** The spans of one batch's events, of those that one is recorded of. */
export class BatchSpans {
  private spans: EventSpan[] | undefined;

  constructor(
    private readonly tracing: Tracing,
    private readonly startedAtMs: number,
  ) {}

  /** What the event's deliveries say about the span that they are children of. */
  begin({ decoded: { event, traceparent }, webhooks }: RoutableEvent): string | undefined {
    const parent = this.tracing.parentOf(traceparent ?? event.extensions.traceparent);
    if (!parent) return undefined;
    const attributes = {
      'carehook.tenant.id': event.tenantId,
      'carehook.event.type': event.type,
      'carehook.deliveries': webhooks.length,
    };
    const span = this.tracing.start('route', parent, attributes, this.startedAtMs);
    if (span) (this.spans ??= []).push(span);
    return span?.traceparent;
  }

  /** The deliveries stand in Kafka, or do not, and are routed once more. */
  end(areStored: boolean): void {
    for (const span of this.spans ?? []) span.end(!areStored);
  }
}

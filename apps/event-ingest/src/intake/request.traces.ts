import type { IncomingHttpHeaders } from 'node:http';
import { type EventAttributes, type TraceHeaders, traceHeaders, traceOf } from '#domain';
import type { EventSpan, Tracing } from '#telemetry';

/**
 * The traces of one request's events. An event that names its own trace is in that one, since it says where this event began;
 * what the request's headers say is for all the others.
 */
export class RequestTraces {
  private readonly ofRequest: TraceHeaders | undefined;
  private spans: EventSpan[] | undefined;

  constructor(
    private readonly tracing: Tracing,
    headers: IncomingHttpHeaders,
    private readonly startedAtMs: number,
  ) {
    const { traceparent, tracestate } = headers;
    if (typeof traceparent === 'string') {
      this.ofRequest = traceHeaders(traceparent, typeof tracestate === 'string' ? tracestate : undefined);
    }
  }

  /** What the event's record says about its trace; its span begins, where one is recorded. */
  begin({ tenantId, type, extensions }: Pick<EventAttributes, 'tenantId' | 'type' | 'extensions'>) {
    const before = traceOf(extensions) ?? this.ofRequest;
    const parent = this.tracing.parentOf(before?.traceparent);
    if (!before || !parent) return before;
    const attributes = { 'carehook.tenant.id': tenantId, 'carehook.event.type': type };
    const span = this.tracing.start('ingest', parent, attributes, this.startedAtMs);
    if (!span) return before;
    (this.spans ??= []).push(span);
    return { ...before, traceparent: span.traceparent };
  }

  /** The events stand in Kafka, or do not. */
  end(areStored: boolean): void {
    for (const span of this.spans ?? []) span.end(!areStored);
  }
}

import { Injectable } from '@nestjs/common';
import { type DeliveryMeta, type Outcome, type TraceHeaders, traceHeaders, traceOf } from '#domain';
import { type EventSpan, Tracing } from '#telemetry';

/** The trace of one delivery in one attempt: what the request says of it, and its span where that is recorded. */
export interface AttemptTrace {
  readonly headers: TraceHeaders;
  end(outcome: Outcome): void;
}

/** Begins the spans of attempts. */
@Injectable()
export class AttemptSpans {
  constructor(private readonly tracing: Tracing) {}

  /** `undefined` for a delivery whose event is in no trace. `together` counts the deliveries that share the request. */
  begin(meta: DeliveryMeta, together = 1): AttemptTrace | undefined {
    const { event, traceparent } = meta;
    const ofEvent = traceOf(event.extensions);
    const before = traceparent === undefined ? ofEvent : traceHeaders(traceparent, ofEvent?.tracestate);
    if (!before) return undefined;
    const span = this.spanOf(meta, before, together);
    const headers = span ? { ...before, traceparent: span.traceparent } : before;
    return { headers, end: (outcome) => span?.end(outcome.result === 'failed', endOf(outcome)) };
  }

  private spanOf(meta: DeliveryMeta, { traceparent }: TraceHeaders, together: number): EventSpan | undefined {
    const parent = this.tracing.parentOf(traceparent);
    if (!parent) return undefined;
    const attributes = {
      'carehook.tenant.id': meta.event.tenantId,
      'carehook.event.type': meta.event.type,
      'carehook.webhook.id': meta.webhookId,
      'carehook.delivery.id': meta.deliveryId,
      'carehook.attempt': meta.attempt,
      'carehook.reason': meta.reason,
      ...(together > 1 && { 'carehook.batch.size': together }),
    };
    return this.tracing.start('deliver', parent, attributes, Date.now());
  }
}

function endOf({ code, statusCode, next }: Outcome) {
  return {
    'carehook.outcome': code,
    'carehook.next': next.status,
    ...(statusCode !== undefined && { 'http.response.status_code': statusCode }),
  };
}

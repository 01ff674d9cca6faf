import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { formatTraceparent, isSampled, parseTraceparent, type TraceContext } from '#domain';

/** The stages of an event that have a span, and what each is to the one before it. */
const KINDS = { ingest: SpanKind.SERVER, route: SpanKind.CONSUMER, deliver: SpanKind.CLIENT } as const;
export type SpanName = keyof typeof KINDS;

/** Ids, types and codes; never data, a subject, a producer's id, a URL or a secret. */
export type SpanAttributes = Attributes;

/** Records spans of events whose trace is sampled; without a tracer, which is the usual case, it records none. */
export class Tracing {
  constructor(
    private readonly tracer?: Tracer,
    private readonly shutDown: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /**
   * What a span has to be a child of; `undefined` where none is to be recorded, for whatever reason. Asked first, so that
   * nothing is made for the events of which nothing is recorded.
   */
  parentOf(traceparent: string | undefined): TraceContext | undefined {
    if (!this.tracer || traceparent === undefined) return undefined;
    const parent = parseTraceparent(traceparent);
    return parent && isSampled(parent) ? parent : undefined;
  }

  start(name: SpanName, parent: TraceContext, attributes: SpanAttributes, startedAtMs: number): EventSpan | undefined {
    const { traceId, spanId, flags } = parent;
    const above = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true });
    // As a number it would be taken for one since the process started, if it lies before that.
    const startTime = new Date(startedAtMs);
    const span = this.tracer?.startSpan(name, { kind: KINDS[name], attributes, startTime }, above);
    return span && new EventSpan(span, parent);
  }

  /** Exports what is left. Never rejects. */
  async close(): Promise<void> {
    await this.shutDown().catch(() => undefined);
  }
}

/** The span of one event in one stage. */
export class EventSpan {
  /** Says to what comes after it that it is a child of this span. */
  readonly traceparent: string;

  constructor(
    private readonly span: Span,
    { traceId, flags }: TraceContext,
  ) {
    this.traceparent = formatTraceparent({ traceId, spanId: span.spanContext().spanId, flags });
  }

  end(hasFailed: boolean, attributes: SpanAttributes = {}): void {
    this.span.setAttributes(attributes);
    if (hasFailed) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end();
  }
}

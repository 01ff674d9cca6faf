import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.js';
import { Tracing } from './tracing.js';

/** Where spans go. */
export interface TraceTarget {
  /** Of an OpenTelemetry collector's OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Spans that may wait to be exported; what comes beyond is lost, and the events are not slowed down. */
const MAX_WAITING_SPANS = 8_192;
const EXPORT_TIMEOUT_MS = 3_000;

/** Records spans and exports them in batches. Imported only where spans are exported: its libraries are not small. */
export function exportingTracing(app: string, { endpoint, headers }: TraceTarget, logger: Logger): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': app, 'service.namespace': 'carehook' })),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new LoggedExporter(exporter, logger),
        maxQueueSize: MAX_WAITING_SPANS,
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: EXPORT_TIMEOUT_MS,
      }),
    ],
  });
  return new Tracing(provider.getTracer('carehook'), () => provider.shutdown());
}

/** Says in the log when spans cannot be exported any more, once, and when they can again. */
class LoggedExporter implements SpanExporter {
  private isFailing = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly logger: Logger,
  ) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.exporter.export(spans, (result) => {
      const hasFailed = result.error !== undefined;
      if (hasFailed && !this.isFailing) this.logger.warn({ err: result.error }, 'spans cannot be exported');
      if (!hasFailed && this.isFailing) this.logger.info('spans are exported again');
      this.isFailing = hasFailed;
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

/** A span as OTLP/JSON has it, with its attributes as a plain object and the service that it is of. */
export interface CollectedSpan {
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly hasFailed: boolean;
}

/** A traceparent of a trace of its own. */
export function newTraceparent(sampled = true): { text: string; traceId: string; spanId: string } {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { text: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`, traceId, spanId };
}

/** An OpenTelemetry collector on a free port of 127.0.0.1: keeps the spans that are exported to it by OTLP/JSON over HTTP. */
export class OtlpCollector {
  /** Everything that was sent to it, as it came. */
  text = '';
  /** The `authorization` of each request. */
  readonly authorizations = new Set<string | undefined>();
  readonly spans: CollectedSpan[] = [];
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      this.authorizations.add(request.headers.authorization);
      this.text += `${request.method} ${request.url} ${JSON.stringify(request.headers)}\n${body}\n`;
      if (request.url === '/v1/traces') this.spans.push(...spansIn(JSON.parse(body) as OtlpTraces));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  static async start(): Promise<OtlpCollector> {
    const collector = new OtlpCollector();
    await new Promise<void>((resolve) => collector.server.listen(0, '127.0.0.1', resolve));
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The spans of a trace by their start, as soon as there are so many. */
  async ofTrace(traceId: string, count: number): Promise<CollectedSpan[]> {
    return vi.waitFor(
      () => {
        const spans = this.spans.filter((span) => span.traceId === traceId);
        if (spans.length < count) throw new RangeError(`${spans.length} of ${count} spans came`);
        return spans.sort((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)));
      },
      { timeout: 15_000, interval: 50 },
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The part of OTLP/JSON that is looked at. */
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}
type OtlpAttribute = { readonly key: string; readonly value: Readonly<Record<string, unknown>> };
type OtlpSpan = Omit<CollectedSpan, 'service' | 'attributes' | 'hasFailed'> & {
  readonly attributes: readonly OtlpAttribute[];
  readonly status?: { readonly code?: number };
};

function spansIn({ resourceSpans }: OtlpTraces): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(plain(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        service,
        attributes: plain(span.attributes),
        hasFailed: span.status?.code === 2,
      })),
    );
  });
}

function plain(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

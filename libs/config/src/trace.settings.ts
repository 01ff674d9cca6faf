import { z } from 'zod';
import { bareUrl } from './bare-url.js';

/** Of the services that an event goes through. The names are OpenTelemetry's own. */
export const traceSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: bareUrl
    .optional()
    .describe('Collector that spans of sampled traces go to, by OTLP over HTTP, such as http://collector:4318.'),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .transform((text, context) => {
      const headers = headersIn(text);
      if (headers) return headers;
      context.addIssue({ code: 'custom', message: 'must be name=value,…, percent-encoded' });
      return z.NEVER;
    })
    .optional()
    .describe('name=value,…: what the collector wants to see in requests, such as authorization=Bearer%20….'),
};

export type TraceSettings = z.infer<z.ZodObject<typeof traceSettings>>;

/** Where spans go; `undefined` where they go nowhere. */
export function traceTargetOf(settings: TraceSettings) {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers = {} } = settings;
  return endpoint === undefined ? undefined : { endpoint, headers };
}

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const HEADER_VALUE = /^[\x20-\x7e]+$/;

function headersIn(text: string): Record<string, string> | undefined {
  try {
    const pairs = text.split(',').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim(), decodeURIComponent(value.join('=').trim())] as const;
    });
    const areHeaders = pairs.every(([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value));
    return areHeaders ? Object.fromEntries(pairs) : undefined;
  } catch {
    return undefined;
  }
}

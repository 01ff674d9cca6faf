import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { Tracing } from './tracing.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SAMPLED = `00-${TRACE_ID}-00f067aa0ba902b7-03`;
const UNSAMPLED = `00-${TRACE_ID}-00f067aa0ba902b7-00`;

function recording() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  return { exporter, tracing: new Tracing(provider.getTracer('test')) };
}

describe('spans', () => {
  it('are children of what they are told, and tell so to what comes after them', () => {
    const { exporter, tracing } = recording();
    const parent = tracing.parentOf(SAMPLED);
    const span = parent && tracing.start('route', parent, { a: 1 }, 1_000);
    span?.end(true, { b: 2 });
    const [exported] = exporter.getFinishedSpans();
    expect(exported?.parentSpanContext).toMatchObject({ traceId: TRACE_ID, spanId: '00f067aa0ba902b7' });
    expect(exported).toMatchObject({
      name: 'route',
      attributes: { a: 1, b: 2 },
      startTime: [1, 0],
      status: { code: 2 },
    });
    expect(span?.traceparent).toBe(`00-${TRACE_ID}-${exported?.spanContext().spanId}-03`);
  });

  it('are recorded of sampled traces alone', () => {
    const { tracing } = recording();
    expect([SAMPLED, UNSAMPLED, 'none', undefined].map((text) => tracing.parentOf(text) !== undefined)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('are not recorded where nobody exports them, and the process has no tracer of its own', () => {
    expect(new Tracing().parentOf(SAMPLED)).toBeUndefined();
    expect(trace.getTracer('any').startSpan('x').isRecording()).toBe(false);
  });

  it('that cannot be exported at the end keep no process from ending', async () => {
    await new Tracing(undefined, () => Promise.reject(new Error('no collector'))).close();
  });
});

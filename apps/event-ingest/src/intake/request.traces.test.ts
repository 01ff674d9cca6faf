import { expect, it } from 'vitest';
import { Tracing } from '#telemetry';
import { RequestTraces } from './request.traces.js';

const ONE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const OTHER = '00-11111111111111111111111111111111-00f067aa0ba902b7-01';

/** What an event's record says of its trace, where nothing is exported. */
const said = (headers: Record<string, string>, extensions: Record<string, string> = {}) =>
  new RequestTraces(new Tracing(), headers, 0).begin({ tenantId: 't', type: 'a.b', extensions });

it('an event is in the trace that its request names', () => {
  expect(said({ traceparent: ONE, tracestate: 'a=1' })).toEqual({ traceparent: ONE, tracestate: 'a=1' });
});

it('an event that names one itself is in that one, with its own state', () => {
  const headers = { traceparent: ONE, tracestate: 'a=1' };
  expect(said(headers, { traceparent: OTHER })).toEqual({ traceparent: OTHER });
  expect(said(headers, { traceparent: 'none' })).toEqual({ traceparent: ONE, tracestate: 'a=1' });
});

it('an event is in none where nobody names one', () => {
  expect(said({})).toBeUndefined();
  expect(said({ traceparent: `${ONE}, ${OTHER}`, tracestate: 'a=1' })).toBeUndefined();
  expect(said({}, { ward: '7' })).toBeUndefined();
});

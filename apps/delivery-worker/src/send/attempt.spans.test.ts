import { expect, it } from 'vitest';
import type { DeliveryMeta } from '#domain';
import { Tracing } from '#telemetry';
import { AttemptSpans } from './attempt.spans.js';

const EVENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const ROUTED = '00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01';

/** What the request says where this process exports nothing. */
function said(extensions: Record<string, string>, more: Partial<DeliveryMeta> = {}) {
  const event = {
    ...{ uid: 'u', acceptedAtMs: 0, tenantId: 't', id: 'e1', type: 'a.b', source: '/s' },
    ...{ time: '2026-03-07T12:00:00Z', contentType: 'application/json', extensions },
  };
  const meta: DeliveryMeta = {
    ...{ deliveryId: 'd', webhookId: 'w', attempt: 1, handover: 1, reason: 'first', event, dataInline: true },
    ...more,
  };
  return new AttemptSpans(new Tracing()).begin(meta)?.headers;
}

it('a request is in the trace of its event, as a child of the span that routed it where that is told', () => {
  expect(said({ traceparent: EVENT, tracestate: 'a=1' })).toEqual({ traceparent: EVENT, tracestate: 'a=1' });
  expect(said({ traceparent: EVENT, tracestate: 'a=1' }, { traceparent: ROUTED })).toEqual({
    traceparent: ROUTED,
    tracestate: 'a=1',
  });
});

it('a request of an event in no trace, or in what is none, is in none', () => {
  expect(said({})).toBeUndefined();
  expect(said({ traceparent: 'mine', tracestate: 'a=1' })).toBeUndefined();
});

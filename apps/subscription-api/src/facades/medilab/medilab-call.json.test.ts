import { describe, expect, it } from 'vitest';
import type { WebhookCall } from '#postgres';
import { callsBody } from './medilab-call.json.js';

const webhook = {
  id: 'w1',
  tenantId: 'clinic-a',
  url: 'https://crm.example.com/hooks',
  headers: { 'X-API-Key': 'your-api-key' },
  secrets: [{}],
  ...{ payload: 'full' as const, redact: null, payloadChangedAt: null },
};
const event = {
  ...{ uid: 'e1', acceptedAtMs: 0, tenantId: 'clinic-a', id: 'evt_1', type: 'patient.created', source: 'manual' },
  ...{ time: '2024-01-15T10:30:00Z', contentType: 'application/json', extensions: {} },
};
const call: WebhookCall = {
  ...{ deliveryId: 'd1', eventType: 'patient.created', attempt: 2, code: 'ok', statusCode: 200, durationMs: 12 },
  ...{ startedAt: new Date('2024-01-15T10:30:05.678Z'), responseBody: 'принято', error: null },
  event,
  data: Buffer.from('{"sum": 1.00}'),
};
const shown = (changes: Partial<WebhookCall>) =>
  JSON.parse(callsBody([{ ...call, ...changes }], webhook).toString())[0];

describe('a call', () => {
  it('shows its payload as it was sent, byte for byte', () => {
    const payload =
      '{"event_type":"patient.created","event_data":{"sum": 1.00},' +
      '"webhook_id":"w1","timestamp":"2024-01-15T10:30:05Z","attempt":2}';
    expect(callsBody([call], webhook).toString().endsWith(`,"payload":${payload}}]`)).toBe(true);
  });

  it('shows what is not JSON as the receiver got it', () => {
    const hl7 = { event: { ...event, contentType: 'application/hl7-v2' }, data: Buffer.from('MSH|"\r') };
    expect(shown(hl7).payload.event_data).toBe('MSH|"\r');
  });

  it('shows no payload that is unknown, too large, or would forge the list', () => {
    expect(shown({ data: undefined }).payload).toBeNull();
    expect(shown({ event: undefined, data: undefined })).toMatchObject({ payload: null, event_id: null });
    expect(shown({ data: Buffer.from('1},"success":true,"x":{"y":2') }).payload).toBeNull();
  });

  it('shows what a redacted or thin webhook got, and no more', () => {
    const of = (changes: object, apiUrl?: string) =>
      JSON.parse(callsBody([call], { ...webhook, ...changes }, apiUrl).toString())[0].payload;
    expect(of({ redact: ['sum'] }).event_data).toEqual({});
    const href = 'https://carehook.example/v1/events/e1';
    expect(of({ payload: 'thin' }, 'https://carehook.example').event_data).toEqual({ id: 'e1', href });
    expect(of({ payload: 'thin' })).toBeNull();
    expect(of({ redact: null, payloadChangedAt: new Date('2024-01-15T10:30:06Z') })).toBeNull();
    expect(of({ redact: null, payloadChangedAt: new Date('2024-01-15T10:29:00Z') }).event_data).toEqual({ sum: 1 });
  });

  it('masks custom headers and the signature', () => {
    const headers = shown({}).request_headers;
    expect(headers).toMatchObject({
      'X-API-Key': '***',
      'X-Webhook-Signature': 'sha256=***',
      'X-Webhook-Attempt': '2',
    });
    expect(callsBody([call], { ...webhook, secrets: [] }).toString()).not.toContain('Signature');
  });

  it('that failed says why', () => {
    expect(shown({ code: 'timeout', error: null, statusCode: null })).toMatchObject({
      success: false,
      error: 'timeout',
    });
    expect(shown({ code: 'http_status', error: 'the receiver answered 500' }).error).toBe('the receiver answered 500');
    expect(shown({ error: null }).error).toBeNull();
  });
});

it('lists no calls and many', () => {
  expect(callsBody([], webhook).toString()).toBe('[]');
  expect(JSON.parse(callsBody([call, call], webhook).toString())).toHaveLength(2);
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../support/carehook.js';
import { eventually, NotAccepted, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing } from '../support/receiver.js';

const API = 'https://carehook.example/api';

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline({ env: { PUBLIC_API_URL: `${API}/` } });
  tenant = await pipeline.tenant('Payloads');
});
afterAll(() => pipeline?.stop());

/** The bytes of the data of the first request to a path whose webhook speaks `standard`. */
async function dataAt(path: string, request = 0): Promise<string> {
  const requests = await pipeline.receiver.waitFor(path, request + 1);
  return /"data":(.*)\}$/s.exec(requests[request]?.body.toString() ?? '')?.[1] ?? '';
}

/** Publishes an event whose data are these bytes. */
async function publishBytes(type: string, data: string): Promise<string> {
  const answer = await pipeline.ingest(tenant.key, `{"type":"${type}","data":${data}}`);
  if (answer.status !== 202) throw new NotAccepted(answer);
  return answer.body.id;
}

describe('a thin webhook', () => {
  it('gets where the event is, from where a viewer reads all of it at once, and its filters see the data', async () => {
    await tenant.webhook('/thin', { events: ['thin.*'], payload: 'thin', filters: { ward: 'A1' } });
    const { body: key } = await tenant.admin('POST', '/v1/api-keys', { name: 'Receiver', role: 'viewer' });
    const viewer = apiClient(pipeline.carehook.app('subscription-api').url, key.key);
    await publishBytes('thin.other', '{"ward":"B1"}');
    await publishBytes('thin.made', '{"ward":"A1","sum": 1.00}');
    const { id, href, ...others } = JSON.parse(await dataAt('/thin'));
    expect(others).toEqual({});
    expect(href).toBe(`${API}/v1/events/${id}`);
    const answer = await viewer('GET', href.slice(API.length));
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"data":{"ward":"A1","sum": 1.00}');
    expect(pipeline.receiver.received('/thin')).toHaveLength(1);
  });

  it('gets events of more than 64 KiB in as few bytes', async () => {
    await tenant.webhook('/thin-large', { events: ['large.*'], payload: 'thin' });
    await publishBytes('large.made', JSON.stringify({ scan: 'x'.repeat(100_000) }));
    expect(JSON.parse(await dataAt('/thin-large'))).toEqual({ id: expect.any(String), href: expect.any(String) });
  });

  it('gets batches of such events', async () => {
    const settings = { dialect: 'cloudevents', batch: { maxEvents: 2 }, events: ['batch.*'], payload: 'thin' };
    pipeline.receiver.permit('/thin-batch', { 'webhook-allowed-origin': '*' });
    await tenant.webhook('/thin-batch', settings);
    await pipeline.ingest(
      tenant.key,
      '[{"type":"batch.a","data":{"secret":1}},{"type":"batch.b","data":{"secret":2}}]',
    );
    const [request] = await pipeline.receiver.waitFor('/thin-batch', 1);
    const events = JSON.parse(request?.body.toString() ?? '') as { data: object }[];
    expect(events.map(({ data }) => Object.keys(data))).toEqual([
      ['id', 'href'],
      ['id', 'href'],
    ]);
  });
});

describe('a webhook with redacted members', () => {
  const redact = ['patient.name', 'patient.*.ssn', 'notes'];
  const data = '{"patient" : {"name":"Eve","\\u006eame":"Eve", "home":{"ssn":"1","zip":"0"}},"sum": 1.00,"notes":[1]}';
  const left = '{"patient" : {"home":{"zip":"0"}},"sum": 1.00}';

  it('gets all else byte for byte; at a retry and a replay too', async () => {
    pipeline.receiver.on('/redacted', failing(1));
    const { id } = await tenant.webhook('/redacted', {
      events: ['redacted.*'],
      redact,
      retryConfig: { retryDelay: 100 },
    });
    await publishBytes('redacted.made', data);
    expect(await dataAt('/redacted')).toBe(left);
    expect(await dataAt('/redacted', 1)).toBe(left);
    const { body: deliveries } = await eventually(
      () => tenant.admin('GET', `/v1/webhooks/${id}/deliveries`),
      ({ body }) => body.data[0]?.status === 'delivered',
    );
    await tenant.admin('POST', `/v1/deliveries/${deliveries.data[0].id}/replay`);
    expect(await dataAt('/redacted', 2)).toBe(left);
  });

  it('gets nothing of data that is not JSON', async () => {
    await tenant.webhook('/redacted-hl7', { events: ['hl7.*'], redact });
    const attributes = { 'ce-specversion': '1.0', 'ce-type': 'hl7.made', 'ce-source': '/t', 'ce-id': 'hl7-1' };
    const answer = await pipeline.ingest(tenant.key, 'PID|1||Eve', 'application/hl7-v2', attributes);
    expect(answer.status).toBe(202);
    expect(await dataAt('/redacted-hl7')).toBe('null');
  });

  it('has no more in the list of its calls; nothing once the paths were changed', async () => {
    const { id } = await tenant.webhook('/redacted-calls', { events: ['calls.*'], redact, dialect: 'medilab' });
    await publishBytes('calls.made', data);
    const calls = () => tenant.admin('GET', `/api/v1/webhooks/${id}/calls`);
    const { text } = await eventually(calls, ({ body }) => body[0]?.payload);
    expect(text).toContain(`"event_data":${left},`);
    expect((await tenant.admin('PATCH', `/v1/webhooks/${id}`, { redact: null })).body.redact).toBeNull();
    const { body } = await calls();
    expect(body[0]).toMatchObject({ event_type: 'calls.made', payload: null });
  });
});

it('what cannot be is refused by its field', async () => {
  const refused = async (settings: object) => {
    const url = pipeline.receiver.url('/refused');
    const { status, body } = await tenant.admin('POST', '/v1/webhooks', { url, events: ['*'], ...settings });
    expect(status).toBe(400);
    return body.error.details.map(({ field }: { field: string }) => field);
  };
  expect(await refused({ payload: 'thin', redact: ['a'] })).toEqual(['payload', 'redact']);
  expect(await refused({ payload: 'slim' })).toEqual(['payload']);
  expect(await refused({ redact: [] })).toEqual(['redact']);
  expect(await refused({ redact: ['a..b', '.', 'a\u0000'] })).toEqual(expect.arrayContaining(['redact.0', 'redact.2']));
  expect(await refused({ redact: Array.from({ length: 51 }, (_, n) => `a${n}`) })).toEqual(['redact']);
});

import crypto from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../support/carehook.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { failing, type ReceivedRequest, status } from '../support/receiver.js';

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('MediLab');
});
afterAll(() => pipeline?.stop());

/** Calls the API as MediLab's page shows it: a bearer token and JSON. */
async function medilab(method: string, path: string, body?: unknown, token = tenant.key): Promise<Answer> {
  const response = await fetch(`${pipeline.carehook.app('subscription-api').url}/api/v1/webhooks${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined, text, headers: response.headers };
}

/** The page's first example. */
const crm = {
  name: 'Интеграция с CRM',
  description: 'Отправка данных о пациентах в CRM систему',
  url: 'https://crm.example.com/webhooks/patients',
  events: ['patient.created', 'patient.updated'],
  headers: { 'X-API-Key': 'your-api-key' },
  secret: 'webhook-secret-key',
  max_retries: 3,
  retry_delay: 60,
  timeout: 30,
  filters: { department: 'cardiology' },
};

async function created(settings: Record<string, unknown>): Promise<string> {
  const { status: code, body, text } = await medilab('POST', '/', { ...crm, ...settings });
  expect(code, text).toBe(201);
  return body.id as string;
}

/** A webhook of its own event type, which reaches a path of the receiver. */
const receiving = (path: string, settings: Record<string, unknown> = {}) =>
  created({ url: pipeline.receiver.url(path), events: [typeOf(path)], filters: null, ...settings });
const typeOf = (path: string) => `test${path.replaceAll('/', '.')}`;

const trigger = (event: Record<string, unknown>) => medilab('POST', '/events/trigger', event);

/** The page's Python sample. */
function signatureHolds({ body, headers }: ReceivedRequest, secret = crm.secret): boolean {
  const expected = crypto.createHmac('sha256', Buffer.from(secret, 'utf8')).update(body).digest('hex');
  return headers['x-webhook-signature'] === `sha256=${expected}`;
}

describe('a webhook', () => {
  it('is made from the documented body, and shown in the same words', async () => {
    const answer = await medilab('POST', '/', crm);
    expect(answer).toMatchObject({ status: 201, body: { ...crm, is_active: true, status: 'active', total_calls: 0 } });
    const { secret: _told, ...shown } = crm;
    const { body, text } = await medilab('GET', `/${answer.body.id}`);
    expect(body).toMatchObject({ ...shown, is_active: true, last_triggered_at: null });
    expect(text).not.toContain(crm.secret);
    expect(Object.keys(body).filter((key) => /[A-Z]/.test(key))).toEqual([]);
  });

  it('has the documented defaults, and needs no secret', async () => {
    const { body } = await medilab('POST', '', { url: crm.url, events: crm.events });
    const defaults = { max_retries: 3, retry_delay: 60, timeout: 30, filters: {}, headers: {}, is_active: true };
    expect(body).toMatchObject({ ...defaults, name: 'crm.example.com' });
    expect(body).not.toHaveProperty('secret');
    expect((await tenant.admin('GET', `/v1/webhooks/${body.id}`)).body).toMatchObject({
      dialect: 'medilab',
      retryConfig: {},
      secretHint: null,
    });
  });

  it.each([
    ['max_retries', 11, 'at most 10 retries'],
    ['timeout', 301, 'at most 300 seconds'],
    ['retry_delay', 43_201, 'at most 43200 seconds'],
    ['headers', { 'X-Webhook-Signature': 'x' }, 'dialect'],
    ['maxRetries', 3, 'is not known here'],
    ['secret', 'short', ''],
  ])('is refused with %s of %j', async (field, value, reason) => {
    const { status: code, body } = await medilab('POST', '/', { ...crm, [field]: value });
    expect(code).toBe(400);
    expect(body.error.code).toBe('VALIDATION_FAILED');
    const [problem] = body.error.details;
    expect(problem.field.split('.')[0]).toBe(field);
    expect(problem.reason).toContain(reason);
  });

  it('may have ten retries and 300 seconds', async () => {
    const id = await created({ max_retries: 10, timeout: 300 });
    expect((await medilab('GET', `/${id}/`)).body).toMatchObject({ max_retries: 10, timeout: 300, retry_delay: 60 });
  });

  it('is changed field by field, switched on and off, and deleted', async () => {
    const id = await created({});
    expect((await medilab('POST', `/${id}/deactivate`)).body).toMatchObject({ is_active: false, status: 'inactive' });
    const renamed = await medilab('PUT', `/${id}`, { name: 'Обновленное название' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Обновленное название', is_active: false } });
    const changed = await medilab('PUT', `/${id}/`, { is_active: true, max_retries: 5 });
    expect(changed.body).toMatchObject({ is_active: true, max_retries: 5, retry_delay: 60, timeout: 30 });
    expect((await medilab('PUT', `/${id}`, { retry_delay: 5, max_retries: null })).body).toMatchObject({
      ...{ max_retries: 3, retry_delay: 5, timeout: 30, filters: crm.filters, description: crm.description },
    });
    expect((await medilab('PUT', `/${id}`, (await medilab('GET', `/${id}`)).body)).status).toBe(200);
    expect((await medilab('POST', `/${id}/deactivate/`)).body.is_active).toBe(false);
    expect((await medilab('POST', `/${id}/activate/`)).body.is_active).toBe(true);
    expect((await medilab('DELETE', `/${id}`)).status).toBe(204);
    expect((await medilab('GET', `/${id}`)).status).toBe(404);
  });

  it('is listed by status and limit, newest first, with and without a slash at the end', async () => {
    const other = await pipeline.tenant('List');
    const call = (path: string) => medilab('GET', path, undefined, other.key);
    const ids: string[] = [];
    for (const is_active of [true, false, true]) {
      ids.unshift((await medilab('POST', '/', { ...crm, is_active }, other.key)).body.id);
    }
    const native = await other.admin('POST', '/v1/webhooks', { url: crm.url, events: ['*'] });
    const idsOf = async (path: string) => (await call(path)).body.map(({ id }: { id: string }) => id);
    expect(await idsOf('/')).toEqual(ids);
    expect(await idsOf('')).toEqual(ids);
    expect(await idsOf('/?status=active&limit=50')).toEqual([ids[0], ids[2]]);
    expect(await idsOf('/?status=inactive')).toEqual([ids[1]]);
    expect(await idsOf('?limit=1')).toEqual([ids[0]]);
    expect((await call('/?status=disabled')).status).toBe(400);
    expect((await call('/?limit=0')).status).toBe(400);
    expect((await call('/system/stats/')).body).toMatchObject({ total_webhooks: 3, active_webhooks: 2 });
    expect((await call(`/${native.body.id}`)).status).toBe(404);
  });

  it('of another dialect or another tenant is not there, whatever is asked', async () => {
    const { body: native } = await tenant.admin('POST', '/v1/webhooks', { url: crm.url, events: ['nothing.ever'] });
    const stranger = await pipeline.tenant('Stranger');
    const mine = await created({});
    const cases: [id: string, token: string][] = [
      [native.id, tenant.key],
      [mine, stranger.key],
      ['1', tenant.key],
    ];
    for (const [id, token] of cases) {
      const answers = [
        await medilab('GET', `/${id}`, undefined, token),
        await medilab('PUT', `/${id}`, { name: 'x' }, token),
        await medilab('DELETE', `/${id}`, undefined, token),
        await medilab('POST', `/${id}/activate`, undefined, token),
        await medilab('POST', `/${id}/deactivate`, undefined, token),
        await medilab('POST', `/${id}/test`, {}, token),
        await medilab('GET', `/${id}/stats`, undefined, token),
        await medilab('GET', `/${id}/calls`, undefined, token),
      ];
      expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(404));
    }
    expect((await medilab('GET', '/', undefined, stranger.key)).body).toEqual([]);
    expect((await medilab('GET', '/system/stats', undefined, stranger.key)).body).toMatchObject({ total_webhooks: 0 });
    expect((await medilab('GET', `/${mine}`)).body.is_active).toBe(true);
  });
});

describe('an event that is triggered', () => {
  it('reaches the receiver in the documented form, with the bytes of its data', async () => {
    const id = await created({ url: pipeline.receiver.url('/crm') });
    const data = `{"patient_id": 123,"name":"Иван Иванов","department":"cardiology","sum": 1.00,"id":12345678901234567890}`;
    const head = `{"event_type":"patient.created","correlation_id":"manual-trigger-001","source":"manual"`;
    const startedAtMs = Date.now();
    const answer = await medilab('POST', '/events/trigger', `${head},"event_data": ${data}}`);
    expect(answer).toMatchObject({ status: 202, body: { success: true, event_id: expect.stringMatching(/^evt_/) } });

    const [request] = await pipeline.receiver.waitFor('/crm', 1);
    if (!request) expect.unreachable();
    expect(signatureHolds(request)).toBe(true);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'MediLab-Webhook/1.0',
      'x-webhook-event': 'patient.created',
      'x-webhook-id': id,
      'x-webhook-attempt': '1',
      'x-api-key': 'your-api-key',
    });
    const text = request.body.toString();
    expect(text).toContain(`"event_data":${data},`);
    const { timestamp, ...body } = JSON.parse(text);
    expect(Object.keys(body)).toEqual(['event_type', 'event_data', 'webhook_id', 'attempt']);
    expect(body).toMatchObject({ event_type: 'patient.created', webhook_id: id, attempt: 1 });
    expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(timestamp)).toBeGreaterThan(startedAtMs - 1_000);

    const event = await eventually(
      () => tenant.admin('GET', `/v1/events/${answer.body.event_id}`),
      (found) => found.status === 200,
    );
    expect(event.body).toMatchObject({ source: 'manual', extensions: { correlationid: 'manual-trigger-001' } });
  });

  it('reaches only active webhooks whose filters hold', async () => {
    const filters = { department: 'cardiology', patient_type: 'new', amount_min: 1000 };
    const id = await receiving('/filtered', { filters });
    const event_type = typeOf('/filtered');
    // Gets all of them, and so tells when an event was routed.
    await receiving('/witness', { events: [event_type] });
    let sent = 0;
    const send = async (changes: object) => {
      const event_data = { department: 'cardiology', patient_type: 'new', amount: 1000, ...changes };
      expect((await trigger({ event_type, event_data })).status).toBe(202);
      sent += 1;
      await pipeline.receiver.waitFor('/witness', sent);
    };
    await send({ department: 'хирургия' });
    await send({ amount: 999.99 });
    await medilab('POST', `/${id}/deactivate`);
    await send({ note: 'inactive' });
    await medilab('POST', `/${id}/activate`);
    await send({ note: 'wanted' });
    const requests = await pipeline.receiver.waitFor('/filtered', 1);
    expect(requests.map(({ body }) => JSON.parse(body.toString()).event_data.note)).toEqual(['wanted']);
  });

  it.each([
    ['no type', { event_data: {} }, 'event_type'],
    ['a bad type', { event_type: 'patient created', event_data: {} }, 'event_type'],
    ['no data', { event_type: 'patient.created' }, 'event_data'],
    ['an empty correlation id', { event_type: 'a.b', event_data: {}, correlation_id: '' }, 'correlation_id'],
    ['an empty source', { event_type: 'a.b', event_data: {}, source: '' }, 'source'],
    ['an unknown field', { event_type: 'a.b', event_data: {}, tenant: 'default' }, 'tenant'],
  ])('is refused with %s', async (_, body, field) => {
    const answer = await trigger(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toContainEqual({ field, reason: expect.any(String) });
  });

  it('is refused with data that stands twice', async () => {
    const twice = '{"event_type":"a.b","event_data":1,"event_data":2}';
    expect((await medilab('POST', '/events/trigger', twice)).body.error.details).toMatchObject([{ field: 'body' }]);
  });

  it('may have 10 MB of data, and no more; other bodies stay small', async () => {
    await receiving('/large');
    const event_type = typeOf('/large');
    const scan = 'д'.repeat(5_000_000);
    expect((await trigger({ event_type, event_data: { scan } })).status).toBe(202);
    const [request] = await pipeline.receiver.waitFor('/large', 1);
    expect(request?.body.length).toBeGreaterThan(10_000_000);
    const tooLarge = await trigger({ event_type, event_data: 'x'.repeat(10 * 1024 * 1024) });
    expect(tooLarge.body.error.details).toMatchObject([{ field: 'event_data' }]);
    expect((await trigger({ event_type, event_data: 'x'.repeat(13 * 1024 * 1024) })).status).toBe(413);
    expect((await medilab('POST', '/', { ...crm, description: 'x'.repeat(1024 * 1024) })).status).toBe(413);
  });
});

describe('a test', () => {
  it('is sent to the webhook that the path names, in the documented form, and its answer is told', async () => {
    const id = await receiving('/tested', { is_active: false });
    const test_data = { patient_id: 123, name: 'Тестовый Пациент' };
    const answer = await medilab('POST', `/${id}/test`, { webhook_id: 1, event_type: 'patient.created', test_data });
    expect(answer).toMatchObject({
      status: 200,
      body: { success: true, webhook_id: id, response_status: 200, response_time_ms: expect.any(Number), error: null },
    });
    const [request] = pipeline.receiver.received('/tested');
    if (!request) expect.unreachable();
    expect(signatureHolds(request)).toBe(true);
    expect(JSON.parse(request.body.toString())).toMatchObject({
      event_type: 'patient.created',
      event_data: test_data,
      webhook_id: id,
    });
  });

  it('that fails says so, and one that is too large names its field', async () => {
    pipeline.receiver.on('/fails', status(500));
    const id = await receiving('/fails');
    const { body } = await medilab('POST', `/${id}/test/`);
    expect(body).toMatchObject({ success: false, response_status: 500, error: 'the receiver answered 500' });
    const refused = await medilab('POST', `/${id}/test`, { test_data: 'x'.repeat(70_000) });
    expect(refused.body.error.details).toMatchObject([{ field: 'test_data' }]);
  });
});

describe('what was called', () => {
  it('is counted and listed, retries included, with no secret and with the bytes of its data', async () => {
    pipeline.receiver.on('/calls', failing(1, 503));
    const settings = {
      retry_delay: 0.1,
      headers: { Authorization: 'Bearer crm-api-token', 'X-Analytics-Key': 'secret' },
    };
    const id = await receiving('/calls', settings);
    const event_data = '{"name":"Иван","total": 10.50}';
    const { body: answer } = await medilab(
      'POST',
      '/events/trigger/',
      `{"event_type":"${typeOf('/calls')}","event_data":${event_data}}`,
    );
    const stats = await eventually(
      () => medilab('GET', `/${id}/stats`),
      ({ body }) => body.total_calls === 2,
    );
    expect(stats.body).toEqual({
      webhook_id: id,
      total_calls: 2,
      successful_calls: 1,
      failed_calls: 1,
      success_rate: 50,
      average_response_time_ms: expect.any(Number),
      last_call_at: expect.stringMatching(/Z$/),
    });
    expect((await medilab('GET', `/${id}`)).body).toMatchObject({
      ...{ total_calls: 2, successful_calls: 1, failed_calls: 1, last_triggered_at: stats.body.last_call_at },
    });

    const { body: calls, text } = await eventually(
      () => medilab('GET', `/${id}/calls?limit=100`),
      ({ body }) => body[0]?.payload,
    );
    const received = pipeline.receiver.received('/calls');
    expect(
      calls.map(({ attempt, response_status: code, success }: Record<string, unknown>) => [attempt, code, success]),
    ).toEqual([
      [2, 200, true],
      [1, 503, false],
    ]);
    expect(calls[0]).toMatchObject({
      event_id: answer.event_id,
      method: 'POST',
      error: null,
      event_type: typeOf('/calls'),
    });
    expect(calls[1]).toMatchObject({ url: pipeline.receiver.url('/calls'), error: 'the receiver answered 503' });
    expect(calls[0].request_headers).toEqual({
      Authorization: '***',
      'X-Analytics-Key': '***',
      'Content-Type': 'application/json',
      'User-Agent': 'MediLab-Webhook/1.0',
      'Carehook-Delivery-Id': received[0]?.deliveryId,
      'X-Webhook-Event': typeOf('/calls'),
      'X-Webhook-ID': id,
      'X-Webhook-Attempt': '2',
      'X-Webhook-Signature': 'sha256=***',
    });
    // The payload as it was sent, to the byte.
    for (const request of received) expect(text).toContain(`"payload":${request.body.toString()}`);
    expect((await medilab('GET', `/${id}/calls/?limit=1`)).body).toHaveLength(1);

    const system = (await medilab('GET', '/system/stats')).body;
    expect(system.total_calls).toBeGreaterThanOrEqual(2);
    expect(system.total_calls).toBe(system.successful_calls + system.failed_calls);
    expect(system.active_webhooks).toBeLessThanOrEqual(system.total_webhooks);
  });

  it('by a test is listed too, without its payload', async () => {
    const id = await receiving('/test-calls', { secret: null });
    await medilab('POST', `/${id}/test`, { test_data: { name: 'Пациент' } });
    const { body } = await eventually(
      () => medilab('GET', `/${id}/calls`),
      (answer) => answer.body.length === 1,
    );
    expect(body).toMatchObject([{ event_id: null, payload: null, attempt: 1, success: true }]);
    expect(body[0].request_headers).not.toHaveProperty('X-Webhook-Signature');
    expect((await medilab('GET', `/${id}/calls?limit=0`)).status).toBe(400);
  });
});

describe('a key', () => {
  it('of a viewer reads, of a producer triggers, and neither changes', async () => {
    const keyOf = async (role: string) => (await tenant.admin('POST', '/v1/api-keys', { name: role, role })).body.key;
    const [viewer, producer] = [await keyOf('viewer'), await keyOf('producer')];
    const id = await created({ events: ['nothing.ever'] });
    const event = { event_type: 'nothing.at-all', event_data: null };
    const codes = async (token: string) => [
      (await medilab('GET', '/', undefined, token)).status,
      (await medilab('GET', `/${id}/stats`, undefined, token)).status,
      (await medilab('GET', `/${id}/calls`, undefined, token)).status,
      (await medilab('GET', '/system/stats', undefined, token)).status,
      (await medilab('POST', '/events/trigger', event, token)).status,
      (await medilab('POST', '/', crm, token)).status,
      (await medilab('PUT', `/${id}`, {}, token)).status,
      (await medilab('POST', `/${id}/test`, {}, token)).status,
    ];
    expect(await codes(viewer)).toEqual([200, 200, 200, 200, 403, 403, 403, 403]);
    expect(await codes(producer)).toEqual([403, 403, 403, 403, 202, 403, 403, 403]);
    expect(await codes('wrong')).toEqual(Array(8).fill(401));
  });
});

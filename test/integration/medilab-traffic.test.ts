import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crm, MedilabClient, signatureHolds, typeOf } from '../support/medilab.client.js';
import { eventually, joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import { failing, status } from '../support/receiver.js';

let pipeline: PipelineInUse;
let tenant: TestTenant;
let medilab: MedilabClient;

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('MediLab');
  medilab = new MedilabClient(pipeline, tenant);
});
afterAll(() => pipeline?.stop());

describe('an event that is triggered', () => {
  it('reaches the receiver in the documented form, with the bytes of its data', async () => {
    const id = await medilab.created({ url: pipeline.receiver.url('/crm') });
    const data = `{"patient_id": 123,"name":"Иван Иванов","department":"cardiology","sum": 1.00,"id":12345678901234567890}`;
    const head = `{"event_type":"patient.created","correlation_id":"manual-trigger-001","source":"manual"`;
    const startedAtMs = Date.now();
    const answer = await medilab.call('POST', '/events/trigger', `${head},"event_data": ${data}}`);
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
    const id = await medilab.receiving('/filtered', { filters });
    const event_type = typeOf('/filtered');
    // Gets all of them, and so tells when an event was routed.
    await medilab.receiving('/witness', { events: [event_type] });
    let sent = 0;
    const send = async (changes: object) => {
      const event_data = { department: 'cardiology', patient_type: 'new', amount: 1000, ...changes };
      expect((await medilab.trigger({ event_type, event_data })).status).toBe(202);
      sent += 1;
      await pipeline.receiver.waitFor('/witness', sent);
    };
    await send({ department: 'хирургия' });
    await send({ amount: 999.99 });
    await medilab.call('POST', `/${id}/deactivate`);
    await send({ note: 'inactive' });
    await medilab.call('POST', `/${id}/activate`);
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
    const answer = await medilab.trigger(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details).toContainEqual({ field, reason: expect.any(String) });
  });

  it('is refused with data that stands twice', async () => {
    const twice = '{"event_type":"a.b","event_data":1,"event_data":2}';
    expect((await medilab.call('POST', '/events/trigger', twice)).body.error.details).toMatchObject([
      { field: 'body' },
    ]);
  });

  it('may have 10 MB of data, and no more; other bodies stay small', async () => {
    await medilab.receiving('/large');
    const event_type = typeOf('/large');
    const scan = 'д'.repeat(5_000_000);
    expect((await medilab.trigger({ event_type, event_data: { scan } })).status).toBe(202);
    const [request] = await pipeline.receiver.waitFor('/large', 1);
    expect(request?.body.length).toBeGreaterThan(10_000_000);
    const tooLarge = await medilab.trigger({ event_type, event_data: 'x'.repeat(10 * 1024 * 1024) });
    expect(tooLarge.body.error.details).toMatchObject([{ field: 'event_data' }]);
    expect((await medilab.trigger({ event_type, event_data: 'x'.repeat(13 * 1024 * 1024) })).status).toBe(413);
    expect((await medilab.call('POST', '/', { ...crm, description: 'x'.repeat(1024 * 1024) })).status).toBe(413);
  });
});

describe('a test', () => {
  it('is sent to the webhook that the path names, in the documented form, and its answer is told', async () => {
    const id = await medilab.receiving('/tested', { is_active: false });
    const test_data = { patient_id: 123, name: 'Тестовый Пациент' };
    const answer = await medilab.call('POST', `/${id}/test`, {
      webhook_id: 1,
      event_type: 'patient.created',
      test_data,
    });
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
    const id = await medilab.receiving('/fails');
    const { body } = await medilab.call('POST', `/${id}/test/`);
    expect(body).toMatchObject({ success: false, response_status: 500, error: 'the receiver answered 500' });
    const refused = await medilab.call('POST', `/${id}/test`, { test_data: 'x'.repeat(70_000) });
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
    const id = await medilab.receiving('/calls', settings);
    const event_data = '{"name":"Иван","total": 10.50}';
    const { body: answer } = await medilab.call(
      'POST',
      '/events/trigger/',
      `{"event_type":"${typeOf('/calls')}","event_data":${event_data}}`,
    );
    const stats = await eventually(
      () => medilab.call('GET', `/${id}/stats`),
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
    expect((await medilab.call('GET', `/${id}`)).body).toMatchObject({
      ...{ total_calls: 2, successful_calls: 1, failed_calls: 1, last_triggered_at: stats.body.last_call_at },
    });

    const { body: calls, text } = await eventually(
      () => medilab.call('GET', `/${id}/calls?limit=100`),
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
    expect((await medilab.call('GET', `/${id}/calls/?limit=1`)).body).toHaveLength(1);

    const system = (await medilab.call('GET', '/system/stats')).body;
    expect(system.total_calls).toBeGreaterThanOrEqual(2);
    expect(system.total_calls).toBe(system.successful_calls + system.failed_calls);
    expect(system.active_webhooks).toBeLessThanOrEqual(system.total_webhooks);
  });

  it('by a test is listed too, without its payload', async () => {
    const id = await medilab.receiving('/test-calls', { secret: null });
    await medilab.call('POST', `/${id}/test`, { test_data: { name: 'Пациент' } });
    const { body } = await eventually(
      () => medilab.call('GET', `/${id}/calls`),
      (answer) => answer.body.length === 1,
    );
    expect(body).toMatchObject([{ event_id: null, payload: null, attempt: 1, success: true }]);
    expect(body[0].request_headers).not.toHaveProperty('X-Webhook-Signature');
    expect((await medilab.call('GET', `/${id}/calls?limit=0`)).status).toBe(400);
  });
});

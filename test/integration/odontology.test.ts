import crypto from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, apiClient } from '../support/carehook.js';
import { joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';
import { failing, type ReceivedRequest } from '../support/receiver.js';

let pipeline: PipelineInUse;
let tenant: TestTenant;
let url: string;

beforeAll(async () => {
  pipeline = await joinPipeline();
  url = `${pipeline.carehook.app('subscription-api').url}/api/webhooks`;
  tenant = await pipeline.tenant('Clinica');
});
afterAll(() => pipeline?.stop());

const sound = { name: 'Test Webhook', url: 'https://receiver.example.org/hook', events: ['payment.received'] };

const call = (method: string, body?: unknown, key: string | undefined = tenant.key) =>
  apiClient(url, key)(method, '', body);

/** What the page's receiving route does; the secret is the whole text that the facade told. */
function accepts(secret: string, { headers, body }: ReceivedRequest): boolean {
  const payload = body.toString('utf8');
  const expectedSignature = crypto.createHmac('sha256', secret).update(payload).digest('hex');
  return headers['x-webhook-signature'] === expectedSignature;
}

async function names(key?: string): Promise<string[]> {
  return ((await call('GET', undefined, key)).body.webhooks as { name: string }[]).map(({ name }) => name);
}

describe("OdontologyApp's webhook API", () => {
  it('creates a webhook as the page calls it, and delivers as the page shows it', async () => {
    const events = ['payment.received', 'appointment.scheduled'];
    const created = await call('POST', { name: 'Test Webhook', url: pipeline.receiver.url('/pagos'), events });
    expect(created.status).toBe(200);
    expect(created.body).toEqual({
      success: true,
      id: expect.any(String),
      secret: expect.stringMatching(/^whsec_[0-9a-f]{64}$/),
    });

    // A tenant of another default dialect: the facade's webhooks speak this one all the same.
    expect((await tenant.admin('GET', `/v1/webhooks/${created.body.id}`)).body.dialect).toBe('odontology');
    const data = { payment_id: 123, patient_id: 45, amount: 500, payment_method: 'credit_card' };
    await tenant.publish({ type: 'payment.received', time: '2020-01-01T00:00:00Z', data });
    const [request] = await pipeline.receiver.waitFor('/pagos', 1);
    if (!request) throw new RangeError('nothing came');
    expect(accepts(created.body.secret, request)).toBe(true);
    expect(accepts(created.body.secret.replace('whsec_', ''), request)).toBe(false);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'OdontologyApp-Webhooks/1.0',
      'x-webhook-event': 'payment.received',
    });
    const body = JSON.parse(request.body.toString());
    expect(body).toEqual({ event: 'payment.received', timestamp: expect.stringMatching(/T.*\.\d{3}Z$/), data });
    // Of the sending, not of the event.
    expect(Math.abs(Date.parse(body.timestamp) - request.atMs)).toBeLessThan(10_000);
  });

  it('makes the timestamp anew for every attempt, and signs it', async () => {
    pipeline.receiver.on('/otra-vez', failing(1));
    const { body } = await call('POST', {
      ...sound,
      url: pipeline.receiver.url('/otra-vez'),
      events: ['budget.created'],
    });
    await tenant.admin('PATCH', `/v1/webhooks/${body.id}`, { retryConfig: { retryDelay: 300 } });
    await tenant.publish({ type: 'budget.created', data: { budget_id: 67 } });
    const requests = await pipeline.receiver.waitFor('/otra-vez', 2);
    expect(requests.every((request) => accepts(body.secret, request))).toBe(true);
    const [first = 0, second = 0] = requests.map((each) => Date.parse(JSON.parse(each.body.toString()).timestamp));
    expect(second - first).toBeGreaterThanOrEqual(300);
    expect(new Set(requests.map(({ deliveryId }) => deliveryId)).size).toBe(1);
  });

  it('lists the webhooks of its dialect with the columns of the page, oldest first, and never a secret', async () => {
    const { key, admin } = await pipeline.tenant('Lista');
    const first = (await call('POST', sound, key)).body;
    await admin('POST', '/v1/webhooks', { ...sound, name: 'Native', dialect: 'odontology', active: false });
    await admin('POST', '/v1/webhooks', { ...sound, name: 'Other', dialect: 'standard' });
    const answer = await call('GET', undefined, key);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      webhooks: [
        { id: first.id, ...sound, is_active: 1, created_at: expect.stringMatching(/^\d{4}-.*Z$/) },
        expect.objectContaining({ name: 'Native', is_active: 0 }),
      ],
    });
    expect(answer.text).not.toContain(first.secret.slice(0, 20));
  });

  it('deletes the webhook whose id the body names, and no other', async () => {
    const { key, admin } = await pipeline.tenant('Borrar');
    const { body: kept } = await call('POST', { ...sound, name: 'kept' }, key);
    const { body: gone } = await call('POST', { ...sound, name: 'gone' }, key);
    const { body: other } = await admin('POST', '/v1/webhooks', { ...sound, dialect: 'standard' });
    expect(await call('DELETE', { id: gone.id }, key)).toMatchObject({ status: 200, body: { success: true } });
    expect(await names(key)).toEqual(['kept']);

    const notFound = { status: 404, body: { message: 'Webhook no encontrado' } };
    for (const id of [gone.id, other.id, '4711']) expect(await call('DELETE', { id }, key)).toMatchObject(notFound);
    expect(await call('DELETE', { id: kept.id })).toMatchObject(notFound);
    expect(await names(key)).toEqual(['kept']);
    expect(await names()).not.toContain('kept');
  });

  it('answers 403 in the words of the page without a key, and for keys that are no admin’s', async () => {
    const keys: (string | undefined)[] = ['', 'chk_nobody'];
    for (const role of ['producer', 'viewer']) {
      keys.push((await tenant.admin('POST', '/v1/api-keys', { name: role, role })).body.key);
    }
    for (const key of keys) {
      for (const [method, body] of [['GET'], ['POST', sound], ['DELETE', { id: '1' }], ['DELETE']] as const) {
        const { status, body: told } = await call(method, body, key);
        expect({ status, told }, `${method} by ${key?.slice(0, 4)}`).toEqual({
          status: 403,
          told: { message: 'No autorizado' },
        });
      }
    }
  });

  it('takes the key of an operator, and keys as Bearer', async () => {
    expect((await call('GET', undefined, pipeline.carehook.adminKey)).status).toBe(200);
    const bearer = await fetch(url, { headers: { authorization: `Bearer ${tenant.key}` } });
    expect(bearer.status).toBe(200);
  });
});

describe("OdontologyApp's webhook API refuses", () => {
  it.each<[string, unknown, RegExp]>([
    ['a name over 100 characters', { ...sound, name: 'x'.repeat(101) }, /^name: /],
    ['no name', { ...sound, name: undefined }, /^name: /],
    ['a url over 500 characters', { ...sound, url: `https://example.org/${'x'.repeat(481)}` }, /^url: /],
    ['plain http', { ...sound, url: 'http://example.org/' }, /^url: .*https/],
    ['a bad event', { ...sound, events: ['payment.received', 'no se'] }, /^events\.1: /],
    ['several things', { url: 1, events: 'all' }, /^name: .*; url: .*; events: /],
    ['no object', [], /^body: /],
  ])('%s, and says which field and why', async (_what, body, message) => {
    const answer = await call('POST', body);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } });
    expect(Object.keys(answer.body)).toEqual(['message']);
  });

  it('an id that is no text', async () => {
    for (const body of [{}, { id: 7 }, undefined]) {
      expect(await call('DELETE', body)).toMatchObject({ status: 400, body: { message: expect.any(String) } });
    }
  });

  it.each<[string, number, string, string]>([
    ['what is no JSON', 400, 'application/json', '{"name":'],
    ['another content type', 415, 'text/plain', 'name=x'],
    ['a body that is too large', 413, 'application/json', JSON.stringify({ name: 'x'.repeat(1024 * 1024) })],
  ])('%s with %i and a message', async (_what, status, contentType, body) => {
    const headers = { 'x-api-key': tenant.key, 'content-type': contentType };
    const response = await fetch(url, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });

  it('nothing that the page does not read: it is ignored', async () => {
    const { key } = await pipeline.tenant('Extra');
    const created: Answer = await call('POST', { ...sound, is_active: 0, secret: 'whsec_of-my-own', id: 5 }, key);
    expect(created).toMatchObject({ status: 200, body: { secret: expect.stringMatching(/^whsec_[0-9a-f]{64}$/) } });
    expect((await call('GET', undefined, key)).body.webhooks).toMatchObject([{ id: created.body.id, is_active: 1 }]);
  });
});

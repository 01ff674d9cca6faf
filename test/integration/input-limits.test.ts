import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, apiClient, type Carehook, createDatabase, startCarehook } from '../support/carehook.js';
import { eventually } from '../support/pipeline.js';
import { TcpGate } from '../support/tcp.gate.js';

let carehook: Carehook;
let gate: TcpGate;
let api: string;
let ingest: string;
let operator: ApiClient;

beforeAll(async () => {
  const direct = new URL(await createDatabase(`test_${randomBytes(6).toString('hex')}`));
  gate = new TcpGate({ host: direct.hostname, port: Number(direct.port || 5432) });
  await gate.open();
  const gated = new URL(direct);
  gated.hostname = '127.0.0.1';
  gated.port = String(gate.port);
  carehook = await startCarehook({ apps: ['subscription-api', 'event-ingest'], env: { DATABASE_URL: gated.href } });
  api = carehook.app('subscription-api').url;
  ingest = carehook.app('event-ingest').url;
  operator = apiClient(api, carehook.adminKey);
});
afterAll(async () => {
  await carehook?.stop();
  await gate?.shut();
});

const sound = { url: 'https://receiver.example.org/hooks', events: ['patient.created'] };

/** Bytes as they are, on a connection of their own; what came until it was closed. */
function exchange(baseUrl: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8');
    });
    socket.once('close', () => resolve(answer)).once('error', reject);
  });
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;

describe('an answer', () => {
  it.each([
    ['of the API', () => `${api}/v1/webhooks`, 401],
    ['about nothing', () => `${api}/nowhere`, 404],
    ['of health', () => `${api}/health/live`, 200],
    ['of ingest', () => `${ingest}/v1/nowhere`, 404],
    ['about a path that is none', () => `${api}/v1/webhooks/%zz`, 400],
    ['about a path that is too long', () => `${api}/v1/webhooks/${'x'.repeat(300)}`, 404],
  ])('%s is kept nowhere, shown in no frame, and guessed at by nobody', async (_, url, status) => {
    const response = await fetch(url());
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const text = await response.text();
    expect(text).not.toMatch(/FST_|statusCode/);
    if (status >= 400) expect(JSON.parse(text).error.code).toEqual(expect.any(String));
  });

  it('that is the page of the documentation runs scripts of this host only', async () => {
    const response = await fetch(`${api}/docs`);
    expect(response.headers.get('content-security-policy')).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
    expect(await response.text()).not.toMatch(/<script>/);
    expect((await fetch(`${api}/docs/start.js`)).headers.get('content-type')).toContain('javascript');
  });
});

describe('a request', () => {
  it.each([
    ['has headers of over 16 KiB', get('/health/live', `X-Long: ${'x'.repeat(17_000)}\r\n`), 431, 'HEADERS_TOO_LARGE'],
    ['has over 200 headers', get('/health/live', 'A: b\r\n'.repeat(201)), 431, 'HEADERS_TOO_LARGE'],
    ['has a URL of over 16 KiB', get(`/${'x'.repeat(17_000)}`), 431, 'HEADERS_TOO_LARGE'],
    ['is no HTTP', 'rubbish\r\n\r\n', 400, 'MALFORMED_BODY'],
  ])('is refused in our form where it %s', async (_, bytes, status, code) => {
    const answer = await exchange(api, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(`{"error":{"code":"${code}"`);
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
  });

  it('may name an event type of the greatest length in its path', async () => {
    const type = `own.${'x'.repeat(124)}`;
    expect((await operator('POST', '/v1/event-types', { type, schema: { type: 'object' } })).status).toBe(201);
    expect((await operator('GET', `/v1/event-types/${type}`)).status).toBe(200);
  });

  it('that nests 100,000 arrays is refused and stops nothing', async () => {
    const deep = `{"type":"a.b","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    for (const url of [`${api}/v1/webhooks`, `${ingest}/v1/events`]) {
      const headers = { 'x-api-key': carehook.adminKey, 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: deep });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'MALFORMED_BODY' } });
    }
    expect((await operator('GET', '/v1/webhooks')).status).toBe(200);
  });

  it('whose JSON names __proto__ or constructor makes no prototype of it, and a field that stands twice is its last', async () => {
    const headers = { 'x-api-key': carehook.adminKey, 'content-type': 'application/json' };
    const post = async (body: string) => {
      const response = await fetch(`${api}/v1/webhooks`, { method: 'POST', headers, body });
      return { status: response.status, body: await response.json() };
    };
    const start = `{"url":"${sound.url}","events":["a.b"]`;
    expect(await post(`${start},"__proto__":{"active":false}}`)).toMatchObject({ status: 201, body: { active: true } });
    expect(await post(`${start},"headers":{"__proto__":{"X-A":"b"}}}`)).toMatchObject({ body: { headers: {} } });
    const polluting = `${start},"constructor":{"prototype":{"active":false}}}`;
    expect(await post(polluting)).toMatchObject({ status: 201, body: { active: true } });
    expect(await post(`${start},"name":"one","name":"two"}`)).toMatchObject({ status: 201, body: { name: 'two' } });
  });

  it.each([
    ['name', { ...sound, name: 'a\u0000b' }],
    ['name', { ...sound, name: 'a\ud800b' }],
    ['description', { ...sound, description: 'a\u0000b' }],
    ['url', { ...sound, url: 'https://example.org/\u0000' }],
    ['events.0', { ...sound, events: ['a\u0000.b'] }],
    ['secret', { ...sound, secret: 'whsec_\u0000' }],
    ['headers.X-A', { ...sound, headers: { 'X-A': 'a\u0000b' } }],
  ])('is refused where %s has what PostgreSQL cannot hold', async (field, body) => {
    const { status, body: answer } = await operator('POST', '/v1/webhooks', body);
    expect(status).toBe(400);
    expect(answer.error.details).toContainEqual({ field, reason: expect.any(String) });
  });
});

it('while PostgreSQL is away the API answers 503 with a time to come again, and works when it is back', async () => {
  expect((await operator('GET', '/v1/webhooks')).status).toBe(200);
  await gate.shut();
  for (const [method, path, body] of [
    ['GET', '/v1/webhooks', undefined],
    ['POST', '/v1/webhooks', sound],
    ['GET', '/v1/events', undefined],
  ] as const) {
    const answer = await operator(method, path, body);
    expect(answer, `${method} ${path}`).toMatchObject({ status: 503, body: { error: { code: 'UNAVAILABLE' } } });
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|terminated/);
  }
  await gate.open();
  await eventually(
    () => operator('GET', '/v1/webhooks'),
    ({ status }) => status === 200,
  );
});

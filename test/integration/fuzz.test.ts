import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, apiClient, type Carehook, newTenant, startCarehook } from '../support/carehook.js';
import { type InputSchema, inputFor, jsonBodyOf, NASTY_TEXTS, Random } from '../support/random.inputs.js';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** For each of the two parts, whatever the machine. */
const BUDGET_MS = Number(process.env.FUZZ_SECONDS ?? 8) * 1_000;
const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 12);

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: InputSchema;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: InputSchema | undefined;
}

interface Exchange {
  readonly called: string;
  readonly status: number;
  readonly text: string;
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

let carehook: Carehook;
let api: string;
let ingest: string;
let key: string;
let admin: ApiClient;
let webhookId: string;

beforeAll(async () => {
  console.log(`FUZZ_SEED=${SEED}`);
  carehook = await startCarehook({ apps: ['subscription-api', 'event-ingest'] });
  api = carehook.app('subscription-api').url;
  ingest = carehook.app('event-ingest').url;
  ({ key, admin } = await newTenant(api, apiClient(api, carehook.adminKey), 'Fuzz'));
  webhookId = (await admin('POST', '/v1/webhooks', { url: 'https://example.org/', events: ['*'] })).body.id;
});
afterAll(() => carehook?.stop());

/** Below fetch, which would refuse half of it. */
function send(url: string, method: string, headers: Record<string, string>, body?: Buffer): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const [base = ''] = /^https?:\/\/[^/]+/.exec(url) ?? [];
    const { hostname, port } = new URL(base);
    const path = url.slice(base.length);
    const all = body ? { ...headers, 'content-length': String(body.length) } : headers;
    const sent = request({ hostname, port, path, method, headers: all, timeout: 20_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject).once('end', () => {
        resolve({
          called: `${method} ${path.slice(0, 300)} ${body?.subarray(0, 300).toString('latin1') ?? ''}`,
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString('utf8'),
          type: response.headers['content-type'] ?? '',
          headers: response.headers,
        });
      });
    });
    sent.once('error', reject).once('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
    sent.end(body);
  });
}

const LEAKS =
  /node_modules|\n\s+at |\.ts:\d|\.js:\d|FST_ERR|QueryFailed|syntax error at or near|relation "|select .* from|insert into|ECONN|SyntaxError|TypeError/i;

function expectSound({ called, status, text, type, headers }: Exchange): void {
  expect(status, called + text).toBeLessThan(500);
  expect(headers['x-content-type-options'], called).toBe('nosniff');
  if (status < 400) return;
  expect(type, called).toContain('application/json');
  const answer = JSON.parse(text) as { error?: unknown; message?: unknown };
  if (/ \/api\/webhooks/.test(called)) expect(answer, called).toEqual({ message: expect.any(String) });
  else expect(answer.error, called).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  expect(text, called).not.toMatch(LEAKS);
  expect(text).not.toContain(key);
}

/** From the document that the API serves about itself. */
async function operations(): Promise<Operation[]> {
  const document = (await (await fetch(`${api}/openapi.json`)).json()) as {
    paths: Record<
      string,
      Record<
        string,
        {
          parameters?: Parameter[];
          requestBody?: { content: Record<string, { schema: InputSchema }> };
          responses?: Record<string, { content?: object }>;
        }
      >
    >;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // An answer that never ends is for tests of its own.
      .filter(([, { responses }]) => !JSON.stringify(responses).includes('text/event-stream'))
      .map(([method, { parameters = [], requestBody }]) => ({
        method: method.toUpperCase(),
        path,
        parameters,
        body: Object.values(requestBody?.content ?? {})[0]?.schema,
      })),
  );
}

/** An input as text, percent-encoded; now and then not soundly so. */
function encoded(value: unknown, random: Random): string {
  if (random.chance(0.03)) return random.pick(['%zz', '%ff', '%00', '%c0%80']);
  const text = typeof value === 'string' ? value : String(JSON.stringify(value));
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).slice(0, 3_000);
}

function requestFor({ method, path, parameters, body }: Operation, random: Random, brokenness: number) {
  const inPath = path.replace(/\{[^}]+\}/g, () => {
    if (random.chance(brokenness)) return encoded(random.pick(NASTY_TEXTS), random) || 'x';
    return random.pick([webhookId, webhookId, 'standard', 'patient.created', '019bc12b-fb40-7000-8000-00000000e001']);
  });
  const query = parameters
    .filter((each) => each.in === 'query' && random.chance(0.4))
    .map(({ name, schema }) => `${name}=${encoded(inputFor(schema ?? {}, random, brokenness), random)}`);
  const url = `${api}${inPath}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const headers: Record<string, string> = { 'x-api-key': key };
  if (method === 'GET') return { url, method, headers, body: undefined };
  headers['content-type'] = random.chance(0.95) ? 'application/json' : random.pick(['text/plain', 'x', '']);
  return { url, method, headers, body: jsonBodyOf(inputFor(body ?? {}, random, brokenness), random) };
}

describe(`inputs of all kinds (FUZZ_SEED=${SEED})`, () => {
  it('get a sound answer from every operation of the API', async () => {
    const random = new Random(SEED);
    // A test of a webhook waits for its outcome, and there is no worker here.
    const all = (await operations()).filter(({ method, path }) => !/\/test(\/|$)/.test(path) || method === 'GET');
    expect(all.length).toBeGreaterThan(40);
    const until = Date.now() + BUDGET_MS;
    for (let round = 0; round < ROUNDS && Date.now() < until; round += 1) {
      const brokenness = round === 0 ? 0 : 0.15;
      const calls = all.map((operation) => requestFor(operation, random, brokenness));
      for (let index = 0; index < calls.length; index += 4) {
        const group = calls.slice(index, index + 4);
        for (const exchange of await Promise.all(group.map((c) => send(c.url, c.method, c.headers, c.body)))) {
          expectSound(exchange);
        }
      }
    }
    expect((await fetch(`${api}/health/ready`)).status).toBe(200);
    expect((await admin('GET', '/v1/audit-log/verify')).body).toMatchObject({ ok: true });
  });

  it('get a sound answer where events are published', async () => {
    const random = new Random(SEED);
    const types = [
      'application/json',
      'application/x-ndjson',
      'application/cloudevents+json',
      'text/plain',
      '',
      'a/b;;',
    ];
    const schema: InputSchema = {
      type: 'object',
      required: ['type', 'data'],
      properties: Object.fromEntries(
        ['type', 'id', 'source', 'subject', 'time', 'specversion', 'data'].map((name) => [name, { type: 'string' }]),
      ),
    };
    const until = Date.now() + BUDGET_MS;
    for (let round = 0; round < ROUNDS * 20 && Date.now() < until; round += 1) {
      const event = inputFor(schema, random, 0.2);
      const type = random.pick([...types, 'application/cloudevents-batch+json']);
      const headers: Record<string, string> = { 'x-api-key': key, 'content-type': type };
      if (random.chance(0.2)) headers['ce-id'] = encoded(random.pick(NASTY_TEXTS), random).slice(0, 500);
      if (random.chance(0.2)) headers['idempotency-key'] = random.pick(['x', 'a b', 'y'.repeat(300)]);
      const body = jsonBodyOf(random.chance(0.3) ? [event, event] : event, random);
      expectSound(await send(`${ingest}/v1/events`, 'POST', headers, body));
    }
    expect((await fetch(`${ingest}/health/live`)).status).toBe(200);
  });
});

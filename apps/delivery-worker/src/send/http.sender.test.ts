import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TargetAddressPolicy } from '#domain';
import { type AttemptResult, HttpSender, parseRetryAfter } from './http.sender.js';

/** A receiver on the loopback interface that answers as the test says, and remembers what came. */
class Receiver {
  readonly requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  readonly sockets: Socket[] = [];
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => response.end();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        this.requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        this.answer(response, request);
      });
    });
    this.server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
    });
  }

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

const LOOPBACK = new TargetAddressPolicy(['127.0.0.0/8', '::1/128']);
const PUBLIC_ONLY = new TargetAddressPolicy([]);
const BODY = Buffer.from('{"amount":1.00}');

let receiver: Receiver;
let sender: HttpSender;

beforeEach(async () => {
  receiver = new Receiver();
  await receiver.listen();
  sender = new HttpSender({ policy: LOOPBACK });
});
afterEach(async () => {
  await sender.close();
  await receiver.close();
});

function send(
  path = '/hook',
  { timeoutMs = 5_000, origin = `http://127.0.0.1:${receiver.port}`, by = sender } = {},
): Promise<AttemptResult> {
  const headers = { 'content-type': 'application/json', 'x-signature': 'abc' };
  return by.send({ url: new URL(path, origin), headers, body: BODY, timeoutMs });
}

function answerWith(status: number, headers: Record<string, string> = {}, body = ''): void {
  receiver.answer = (response) => response.writeHead(status, headers).end(body);
}

describe('a request', () => {
  it('is a POST of exactly these bytes and headers to the path and query of the URL', async () => {
    await send('/hook/a%20b?token=x');
    expect(receiver.requests).toMatchObject([
      {
        method: 'POST',
        url: '/hook/a%20b?token=x',
        body: '{"amount":1.00}',
        headers: { 'content-type': 'application/json', 'x-signature': 'abc', 'content-length': '15' },
      },
    ]);
  });

  it('may be an OPTIONS without a body, whose answer shows its headers', async () => {
    answerWith(200, { 'WebHook-Allowed-Origin': '*' });
    const url = new URL('/hook', `http://127.0.0.1:${receiver.port}`);
    let answered: unknown;
    const onHeaders = (headers: unknown) => {
      answered = headers;
    };
    const headers = { 'WebHook-Request-Origin': 'carehook' };
    const result = await sender.send({ method: 'OPTIONS', url, headers, timeoutMs: 5_000, onHeaders });
    expect(result).toMatchObject({ code: 'ok', statusCode: 200 });
    expect(answered).toMatchObject({ 'webhook-allowed-origin': '*' });
    expect(receiver.requests).toMatchObject([
      { method: 'OPTIONS', body: '', headers: { 'webhook-request-origin': 'carehook' } },
    ]);
    expect(receiver.requests[0]?.headers).not.toHaveProperty('content-length');
  });

  it('uses the connections of those before it', async () => {
    for (let n = 0; n < 10; n += 1) await send();
    expect(receiver.requests).toHaveLength(10);
    // Two, because undici frees a connection one turn of the event loop after its answer.
    expect(receiver.sockets.length).toBeLessThanOrEqual(2);
  });
});

describe('an answer', () => {
  it('of 2xx is a success, with its body and how long it took', async () => {
    answerWith(201, {}, 'thanks');
    const result = await send();
    expect(result).toEqual({ code: 'ok', statusCode: 201, responseBody: 'thanks', durationMs: expect.any(Number) });
    expect(result.durationMs).toBeGreaterThanOrEqual(0);
  });

  it.each([400, 404, 429, 500, 503])('of %i is a failure by its status', async (status) => {
    answerWith(status, {}, 'no');
    await expect(send()).resolves.toMatchObject({
      code: 'http_status',
      statusCode: status,
      responseBody: 'no',
      error: `the receiver answered ${status}`,
    });
  });

  it('of 410 says that the receiver is gone', async () => {
    answerWith(410);
    await expect(send()).resolves.toMatchObject({ code: 'gone', statusCode: 410 });
  });

  it.each([301, 302, 307, 308])('of %i is a failure, and the redirect is not followed', async (status) => {
    answerWith(status, { location: '/elsewhere' });
    await expect(send()).resolves.toMatchObject({ code: 'redirect', statusCode: status });
    expect(receiver.requests.map(({ url }) => url)).toEqual(['/hook']);
  });

  it('tells in seconds when to come again', async () => {
    answerWith(503, { 'retry-after': '7' });
    await expect(send()).resolves.toMatchObject({ statusCode: 503, retryAfterMs: 7_000 });
  });

  it('without a body has none in the result', async () => {
    answerWith(204);
    expect((await send()).responseBody).toBeUndefined();
  });

  it('is kept up to 10 KB', async () => {
    answerWith(200, {}, 'x'.repeat(30 * 1024));
    const { code, responseBody } = await send();
    expect(code).toBe('ok');
    expect(responseBody).toHaveLength(10 * 1024);
  });

  it('of more than 64 KiB ends the reading: its status stands, and the connection is closed', async () => {
    let written = 0;
    receiver.answer = (response) => {
      response.writeHead(200);
      const write = (): void => {
        while (!response.destroyed) {
          written += 16 * 1024;
          if (!response.write('y'.repeat(16 * 1024))) break;
        }
      };
      response.on('drain', write);
      write();
    };
    const { code, statusCode, responseBody } = await send();
    expect({ code, statusCode }).toEqual({ code: 'ok', statusCode: 200 });
    expect(responseBody).toBe('y'.repeat(10 * 1024));
    await vi.waitFor(() => expect(receiver.sockets[0]?.destroyed).toBe(true));
    expect(written).toBeGreaterThan(64 * 1024);
  });

  it('has its NULs replaced, for PostgreSQL takes none', async () => {
    answerWith(200, {}, 'a\u0000b');
    await expect(send()).resolves.toMatchObject({ responseBody: 'a\ufffdb' });
  });
});

describe('the time-out', () => {
  it('ends a request that gets no answer, and closes its connection', async () => {
    receiver.answer = () => undefined;
    const result = await send('/hook', { timeoutMs: 100 });
    expect(result).toMatchObject({ code: 'timeout', error: 'no complete answer within the time-out' });
    expect(result.durationMs).toBeGreaterThanOrEqual(99);
    expect(result.statusCode).toBeUndefined();
    await vi.waitFor(() => expect(receiver.sockets[0]?.destroyed).toBe(true));
  });

  it('ends an answer whose body never ends, and keeps what came of it', async () => {
    receiver.answer = (response) => response.writeHead(200).write('half');
    const result = await send('/hook', { timeoutMs: 200 });
    expect(result).toMatchObject({ code: 'timeout', statusCode: 200, responseBody: 'half' });
    await vi.waitFor(() => expect(receiver.sockets[0]?.destroyed).toBe(true));
  });

  it('is not extended by a receiver that sends a byte now and then', async () => {
    receiver.answer = (response) => {
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    };
    await expect(send('/hook', { timeoutMs: 150 })).resolves.toMatchObject({ code: 'timeout' });
  });

  it('holds for the requests after one that it ended', async () => {
    receiver.answer = () => undefined;
    for (let n = 0; n < 3; n += 1) {
      await expect(send('/hook', { timeoutMs: 60 })).resolves.toMatchObject({ code: 'timeout' });
    }
  });
});

describe('a request without an answer', () => {
  it('is a refused connection where nothing listens', async () => {
    const origin = `http://127.0.0.1:${receiver.port}`;
    await receiver.close();
    await expect(send('/hook', { origin })).resolves.toMatchObject({
      code: 'connection_refused',
      error: 'ECONNREFUSED',
    });
  });

  it('is a reset where the receiver hangs up', async () => {
    receiver.answer = (_response, request) => request.socket.resetAndDestroy();
    await expect(send()).resolves.toMatchObject({ code: 'connection_reset' });
  });

  it('is a reset where the connection closes in the middle of the body', async () => {
    receiver.answer = (response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    await expect(send()).resolves.toMatchObject({ code: 'connection_reset', statusCode: 200, responseBody: 'half' });
  });

  it('is a failure of TLS where the receiver speaks none', async () => {
    const result = await send('/hook', { origin: `https://127.0.0.1:${receiver.port}` });
    expect(result).toMatchObject({ code: 'tls_error' });
  });
});

describe('the address guard', () => {
  let guarded: HttpSender;
  beforeEach(() => {
    guarded = new HttpSender({ policy: PUBLIC_ONLY });
  });
  afterEach(() => guarded.close());

  it.each(['http://127.0.0.1', 'https://127.0.0.1', 'http://localhost', 'https://localhost', 'https://[::1]'])(
    'refuses %s before anything is dialled',
    async (base) => {
      const result = await send('/hook', { origin: `${base}:${receiver.port}`, by: guarded });
      expect(result).toMatchObject({ code: 'address_refused', error: 'the address of this host may not be reached' });
      expect(receiver.sockets).toEqual([]);
    },
  );

  it.each(['https://0x7f.1', 'https://2130706433', 'https://[::ffff:127.0.0.1]'])(
    'is not fooled by %s, which is the loopback address written otherwise',
    async (base) => {
      const result = await send('/hook', { origin: `${base}:${receiver.port}`, by: guarded });
      expect(result.code).toBe('address_refused');
      expect(receiver.sockets).toEqual([]);
    },
  );

  it('says neither address nor path', async () => {
    const { error } = await send('/secret-path?token=s3cret', { by: guarded });
    expect(error).not.toMatch(/127|secret|s3cret/);
  });

  it('lets an allowed network be reached by name', async () => {
    const policy = new TargetAddressPolicy(['127.0.0.0/8', '::1/128']);
    const allowed = new HttpSender({ policy });
    const result = await send('/hook', { origin: `http://localhost:${receiver.port}`, by: allowed });
    await allowed.close();
    expect(result.code).toBe('ok');
  });
});

describe('Retry-After', () => {
  const NOW_MS = Date.UTC(2026, 2, 7, 15, 30, 0);

  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Sat, 07 Mar 2026 15:31:00 GMT', 60_000],
    ['Sat, 07 Mar 2026 15:00:00 GMT', 0],
  ])('of "%s" is %i ms', (text, expected) => {
    expect(parseRetryAfter(text, NOW_MS)).toBe(expected);
  });

  it.each(['', 'soon', '12 minutes', '99999999999999'])('of "%s" is not understood', (text) => {
    expect(parseRetryAfter(text, NOW_MS)).toBeUndefined();
  });
});

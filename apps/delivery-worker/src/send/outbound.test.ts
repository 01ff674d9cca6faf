import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TargetAddressPolicy } from '#domain';
import { hasOpenssl, issuedBy, opensslMissing, selfSigned } from '../../../../test/support/certificates.js';
import { ConnectProxy, type Route } from '../../../../test/support/connect.proxy.js';
import type { LookupAll } from './address.guard.js';
import type { ClientTls, Outbound } from './guarded.agent.js';
import { HttpSender } from './http.sender.js';
import { proxyAt } from './proxy.tunnel.js';

const LOOPBACK = new TargetAddressPolicy(['127.0.0.1/32']);

/** A resolver that gives each of these answers once, and the last one ever after. */
function resolver(...answers: string[][]) {
  const asked: string[] = [];
  const lookup: LookupAll = (hostname, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { asked, lookup };
}

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A receiver on 127.0.0.1 that remembers what came. */
async function startReceiver(answer: { status: number; headers?: Record<string, string> } = { status: 200 }) {
  const requests: IncomingHttpHeaders[] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request.headers);
    response.writeHead(answer.status, answer.headers).end();
  });
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { requests, sockets, port: (server.address() as AddressInfo).port };
}

function senderOf(outbound: Outbound): HttpSender {
  const sender = new HttpSender(outbound);
  stops.push(() => sender.close());
  return sender;
}

function send(sender: HttpSender, url: string, tls?: ClientTls) {
  const request = { url: new URL(url), headers: { 'x-signature': 'abc' }, body: Buffer.from('{}'), timeoutMs: 5_000 };
  return sender.send({ ...request, ...(tls && { tls }) });
}

describe('a name', () => {
  it('is looked up once for a connection: the answer that was checked is what is dialled', async () => {
    const receiver = await startReceiver();
    const { asked, lookup } = resolver(['127.0.0.1'], ['127.0.0.2']);
    const result = await send(senderOf({ policy: LOOPBACK, lookup }), `http://receiver.example:${receiver.port}/`);
    expect(result.code).toBe('ok');
    expect(asked).toEqual(['receiver.example']);
    expect(receiver.requests).toHaveLength(1);
  });

  it('is not looked up again for a connection that is kept', async () => {
    const receiver = await startReceiver();
    const { asked, lookup } = resolver(['127.0.0.1'], ['127.0.0.2']);
    const sender = senderOf({ policy: LOOPBACK, lookup });
    await send(sender, `http://receiver.example:${receiver.port}/`);
    // undici frees a connection one turn of the event loop after its answer.
    await new Promise(setImmediate);
    expect((await send(sender, `http://receiver.example:${receiver.port}/`)).code).toBe('ok');
    expect(asked).toHaveLength(1);
  });

  it('that is led to a private address later is refused at its next connection', async () => {
    const receiver = await startReceiver({ status: 200, headers: { connection: 'close' } });
    const { lookup } = resolver(['127.0.0.1'], ['127.0.0.2']);
    const sender = senderOf({ policy: LOOPBACK, lookup });
    const url = `http://receiver.example:${receiver.port}/`;
    expect((await send(sender, url)).code).toBe('ok');
    expect((await send(sender, url)).code).toBe('address_refused');
    expect(receiver.sockets).toHaveLength(1);
  });

  it('with a permitted and a forbidden address is refused whole, in either order', async () => {
    const receiver = await startReceiver();
    for (const addresses of [
      ['127.0.0.1', '127.0.0.2'],
      ['10.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '::1'],
    ]) {
      const sender = senderOf({ policy: LOOPBACK, lookup: resolver(addresses).lookup });
      expect((await send(sender, `http://receiver.example:${receiver.port}/`)).code).toBe('address_refused');
    }
    expect(receiver.sockets).toEqual([]);
  });

  it('in a denied network is refused, though the network is allowed', async () => {
    const receiver = await startReceiver();
    const policy = new TargetAddressPolicy(['127.0.0.0/8'], ['127.0.0.1/32']);
    const sender = senderOf({ policy, lookup: resolver(['127.0.0.1']).lookup });
    expect((await send(sender, `http://receiver.example:${receiver.port}/`)).code).toBe('address_refused');
    expect((await send(sender, `http://127.0.0.1:${receiver.port}/`)).code).toBe('address_refused');
    expect(receiver.sockets).toEqual([]);
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])(
    'of %i to a private address is a failure, and nobody is dialled',
    async (status) => {
      const inside = await startReceiver();
      const location = `http://127.0.0.1:${inside.port}/latest/meta-data`;
      const receiver = await startReceiver({ status, headers: { location } });
      const result = await send(senderOf({ policy: LOOPBACK }), `http://127.0.0.1:${receiver.port}/`);
      expect(result).toMatchObject({ code: 'redirect', statusCode: status });
      expect([receiver.requests.length, inside.sockets.length]).toEqual([1, 0]);
    },
  );
});

describe('an egress proxy', () => {
  async function startProxy(route: Route, identity?: Parameters<typeof ConnectProxy.start>[1]) {
    const proxy = await ConnectProxy.start(route, identity);
    stops.push(() => proxy.stop());
    return proxy;
  }
  const through = (proxy: ConnectProxy, userinfo = '') => proxyAt(new URL(`http://${userinfo}127.0.0.1:${proxy.port}`));

  it('is asked for the address that was checked, never for a name, and sees no header of the request', async () => {
    const receiver = await startReceiver();
    const proxy = await startProxy(() => ({ port: receiver.port }));
    const policy = new TargetAddressPolicy(['10.0.0.0/8']);
    const sender = senderOf({ policy, proxy: through(proxy, 'user:p%40ss@'), lookup: resolver(['10.1.2.3']).lookup });
    expect((await send(sender, 'http://receiver.example/hook')).code).toBe('ok');
    expect(proxy.tunnels).toEqual([
      {
        target: '10.1.2.3:80',
        headers: {
          host: '10.1.2.3:80',
          'proxy-authorization': `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
          connection: 'close',
        },
      },
    ]);
    expect(receiver.requests).toMatchObject([{ host: 'receiver.example', 'x-signature': 'abc' }]);
    expect(receiver.requests[0]).not.toHaveProperty('proxy-authorization');
  });

  it('is not asked for what may not be dialled', async () => {
    const proxy = await startProxy(() => ({ status: 200 }));
    const policy = new TargetAddressPolicy([]);
    const sender = senderOf({ policy, proxy: through(proxy), lookup: resolver(['8.8.8.8', '10.0.0.1']).lookup });
    expect((await send(sender, 'https://receiver.example/')).code).toBe('address_refused');
    expect((await send(sender, 'https://127.0.0.1/')).code).toBe('address_refused');
    expect(proxy.tunnels).toEqual([]);
  });

  it('that does not reach one address is asked for the next', async () => {
    const receiver = await startReceiver();
    const proxy = await startProxy((target) => (target.startsWith('[') ? { status: 502 } : { port: receiver.port }));
    const policy = new TargetAddressPolicy(['fd12::/32', '10.0.0.0/8']);
    const sender = senderOf({ policy, proxy: through(proxy), lookup: resolver(['fd12::1', '10.0.0.1']).lookup });
    expect((await send(sender, 'http://receiver.example/')).code).toBe('ok');
    expect(proxy.tunnels.map(({ target }) => target)).toEqual(['[fd12::1]:80', '10.0.0.1:80']);
  });

  it('that refuses, or is not there, is the failure of a proxy, and tells no password', async () => {
    const proxy = await startProxy(() => ({ status: 407 }));
    const outbound = { policy: new TargetAddressPolicy([]), proxy: through(proxy, 'user:s3cret@') };
    const refused = await send(senderOf(outbound), 'https://8.8.8.8/');
    expect(refused).toMatchObject({ code: 'proxy_error', error: 'no connection through the proxy (status 407)' });
    expect(refused.statusCode).toBeUndefined();
    await proxy.stop();
    stops.pop();
    const away = await send(senderOf(outbound), 'https://8.8.8.8/');
    expect(away).toMatchObject({ code: 'proxy_error', error: 'no connection through the proxy (ECONNREFUSED)' });
  });

  it('whose connection breaks leaves no request without an outcome', async () => {
    const receiver = await startReceiver();
    const proxy = await startProxy(() => ({ port: receiver.port }));
    const sender = senderOf({ policy: new TargetAddressPolicy([]), proxy: through(proxy) });
    // The receiver speaks no TLS.
    expect((await send(sender, 'https://8.8.8.8/')).code).toBe('tls_error');
  });

  describe.skipIf(!hasOpenssl)(`of a receiver with TLS${opensslMissing}`, () => {
    const authority = hasOpenssl ? selfSigned('authority') : { cert: '', key: '' };
    const identity = hasOpenssl ? issuedBy(authority, 'receiver', ['DNS:receiver.example']) : authority;
    const tls = { webhookId: 'w1', ca: authority.cert };
    const policy = new TargetAddressPolicy([]);
    let port: number;
    let seen: { name: unknown; host: unknown }[];

    beforeEach(async () => {
      seen = [];
      const server = createSecureServer(identity, ({ socket, headers: { host } }, response) => {
        seen.push({ name: (socket as TLSSocket & { servername?: unknown }).servername, host });
        response.end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      stops.push(() => {
        server.closeAllConnections();
        server.close();
      });
    });

    it('goes to the pinned address, with TLS and Host of the name', async () => {
      const proxy = await startProxy(() => ({ port }));
      const sender = senderOf({ policy, proxy: through(proxy), lookup: resolver(['8.8.8.8']).lookup });
      expect((await send(sender, 'https://receiver.example/hook', tls)).code).toBe('ok');
      expect(proxy.tunnels.map(({ target }) => target)).toEqual(['8.8.8.8:443']);
      expect(seen).toEqual([{ name: 'receiver.example', host: 'receiver.example' }]);
    });

    it('is verified: the proxy cannot answer in its place', async () => {
      const proxy = await startProxy(() => ({ port }));
      const sender = senderOf({ policy, proxy: through(proxy), lookup: resolver(['8.8.8.8']).lookup });
      expect((await send(sender, 'https://elsewhere.example/hook', tls)).code).toBe('tls_error');
      expect((await send(sender, 'https://receiver.example/hook')).code).toBe('tls_error');
      expect(seen).toEqual([]);
    });

    it('is not reached through a proxy by https whose own certificate nobody vouches for', async () => {
      const proxy = await startProxy(() => ({ port }), issuedBy(authority, 'proxy', ['IP:127.0.0.1']));
      const secure = proxyAt(new URL(`https://127.0.0.1:${proxy.port}`));
      const result = await send(senderOf({ policy, proxy: secure }), 'https://8.8.8.8/', tls);
      expect(result).toMatchObject({ code: 'proxy_error', error: expect.stringContaining('UNABLE_TO_VERIFY') });
      expect(proxy.tunnels).toEqual([]);
    });
  });
});

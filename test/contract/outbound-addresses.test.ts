import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TargetAddressPolicy } from '#domain';
import { HttpSender } from '../../apps/delivery-worker/src/send/http.sender.js';
import { proxyAt } from '../../apps/delivery-worker/src/send/proxy.tunnel.js';
import { TargetUrlRule } from '../../apps/subscription-api/src/webhooks/target-url.rule.js';
import { ConnectProxy } from '../support/connect.proxy.js';
import {
  PUBLIC_ADDRESSES,
  REFUSED_ADDRESSES,
  REFUSED_TEXTS,
  REFUSED_URLS,
  SOUND_URLS,
} from './outbound-addresses.cases.js';

const policy = new TargetAddressPolicy([]);
const rule = new TargetUrlRule({
  policy,
  allowsHttp: false,
  lookup: () => Promise.reject(new RangeError('not asked')),
});
const hostOf = (address: string) => (isIPv6(address) ? `[${address}]` : address);

/** A listener on every address of this machine, which sees whoever gets through. */
let listener: Server;
let port: string;
let proxy: ConnectProxy;
const accepted: Socket[] = [];
/** Sockets that this process made to connect somewhere. */
const dialled: unknown[] = [];
const seeDial = (message: unknown) => dialled.push(message);

beforeAll(async () => {
  listener = createServer((socket) => accepted.push(socket)).listen(0);
  await new Promise((resolve) => listener.once('listening', resolve));
  port = String((listener.address() as { port: number }).port);
  proxy = await ConnectProxy.start(() => ({ status: 502 }));
  subscribe('net.client.socket', seeDial);
});
afterAll(async () => {
  unsubscribe('net.client.socket', seeDial);
  listener.close();
  await proxy.stop();
});
afterEach(() => {
  accepted.length = 0;
  dialled.length = 0;
  proxy.tunnels.length = 0;
});

/** Sends to a URL; every name resolves to `addresses`. */
async function send(url: string, addresses: readonly string[] = [], throughProxy = false) {
  const sender = new HttpSender({
    policy,
    lookup: (_hostname, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 })),
      ),
    ...(throughProxy && { proxy: proxyAt(new URL(`http://127.0.0.1:${proxy.port}`)) }),
  });
  const { code } = await sender.send({ url: new URL(url), headers: {}, body: Buffer.from('{}'), timeoutMs: 5_000 });
  await sender.close();
  return code;
}

describe.each(REFUSED_ADDRESSES)('%s (%s)', (address) => {
  it('is not permitted', () => {
    expect(policy.permits(address, 'https:')).toBe(false);
    expect(policy.permits(address, 'http:')).toBe(false);
  });

  it('cannot be saved', async () => {
    expect(await rule.problems(`https://${hostOf(address)}/`)).toMatchObject([{ field: 'url' }]);
  });

  // No URL has a zone.
  if (!address.includes('%')) {
    it('is not dialled from a URL', async () => {
      expect(await send(`https://${hostOf(address)}:${port}/`)).toBe('address_refused');
      expect([accepted, dialled]).toEqual([[], []]);
    });
  }

  it('is not dialled where a name resolves to it, alone or beside a public address', async () => {
    expect(await send(`https://receiver.example:${port}/`, [address])).toBe('address_refused');
    expect(await send(`https://receiver.example:${port}/`, ['8.8.8.8', address])).toBe('address_refused');
    expect(accepted).toEqual([]);
  });

  it('is not asked of a proxy', async () => {
    expect(await send(`https://receiver.example:${port}/`, ['8.8.8.8', address], true)).toBe('address_refused');
    expect(proxy.tunnels).toEqual([]);
  });
});

describe.each(PUBLIC_ADDRESSES)('%s, which is public,', (address) => {
  it('is permitted by https, and not by http', () => {
    expect(policy.permits(address, 'https:')).toBe(true);
    expect(policy.permits(address, 'http:')).toBe(false);
  });

  it('can be saved', async () => {
    expect(await rule.problems(`https://${hostOf(address)}/`)).toEqual([]);
  });

  it('is connected to', async () => {
    expect(await send(`https://receiver.example:8443/`, [address], true)).toBe('proxy_error');
    expect(proxy.tunnels.map(({ target }) => target)).toEqual([`${hostOf(address)}:8443`]);
  });
});

describe.each(REFUSED_URLS)('%s (%s)', (template) => {
  it('can be neither saved nor dialled', async () => {
    const url = template.replace('PORT', port);
    expect(await rule.problems(url)).toMatchObject([{ field: 'url' }]);
    expect(await send(url, ['127.0.0.1'])).toBe('address_refused');
    expect(accepted).toEqual([]);
  });
});

it.each(REFUSED_TEXTS)('%j cannot be saved (%s)', async (url) => {
  expect(await rule.problems(url)).toEqual([{ field: 'url', reason: expect.any(String) }]);
});

it.each(SOUND_URLS)('%s can be saved', async (url) => {
  expect(await rule.problems(url)).toEqual([]);
});

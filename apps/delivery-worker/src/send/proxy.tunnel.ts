import type { LookupAddress } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

/** The egress proxy did not make a connection. Says neither where it is nor who asked. */
export class ProxyFailed extends Error {
  override readonly name = 'ProxyFailed';
  /** `reason`: the status that it answered, or the code of the error. */
  constructor(readonly reason: string) {
    super(`no connection through the proxy (${reason})`);
  }
}

/** An egress proxy that takes CONNECT. */
export interface Proxy {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`. */
  readonly authorization?: string;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_ADDRESSES = 3;

/** A proxy from its URL, whose user name and password go along with every connection. */
export function proxyAt({ protocol, hostname, port, username, password }: URL): Proxy {
  const secure = protocol === 'https:';
  const credentials = [username, password].map(decodeURIComponent).join(':');
  return {
    secure,
    host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: Number(port) || (secure ? 443 : 80),
    ...(credentials !== ':' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
}

/**
 * A connection through the proxy to the first of a host's addresses that the proxy reaches, of three at most.
 * @throws ProxyFailed
 */
export async function openTunnel(proxy: Proxy, addresses: readonly LookupAddress[], port: number): Promise<Socket> {
  let failure = new ProxyFailed('no address');
  for (const { address, family } of addresses.slice(0, MAX_ADDRESSES)) {
    try {
      return await connect(proxy, family === 6 ? `[${address}]:${port}` : `${address}:${port}`);
    } catch (error) {
      if (!(error instanceof ProxyFailed)) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** `target` is an address and a port: the proxy has no name to look up again. */
function connect({ secure, host, port, authorization }: Proxy, target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)({
      method: 'CONNECT',
      host,
      port,
      path: target,
      headers: { Host: target, ...(authorization !== undefined && { 'Proxy-Authorization': authorization }) },
      agent: false,
      rejectUnauthorized: true,
    });
    const giveUp = setTimeout(() => request.destroy(new ProxyFailed('time-out')), CONNECT_TIMEOUT_MS);
    request.on('close', () => clearTimeout(giveUp));
    request.on('connect', ({ statusCode = 0 }, socket: Socket, head) => {
      clearTimeout(giveUp);
      // Nobody speaks before a client of HTTP or TLS does: what comes with the answer is not the receiver's.
      if (statusCode >= 200 && statusCode < 300 && head.length === 0) return resolve(socket);
      socket.destroy();
      reject(new ProxyFailed(`status ${statusCode}`));
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      reject(error instanceof ProxyFailed ? error : new ProxyFailed(error.code ?? 'unknown'));
    });
    request.end();
  });
}

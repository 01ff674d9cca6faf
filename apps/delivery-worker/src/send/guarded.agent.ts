import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import type { TargetAddressPolicy } from '#domain';
import { type LookupAll, lookupPermitted, refusedLiteral } from './address.guard.js';
import { openTunnel, type Proxy } from './proxy.tunnel.js';

/** How this process reaches receivers. */
export interface Outbound {
  readonly policy: TargetAddressPolicy;
  /** Every connection is made through it, where there is one. */
  readonly proxy?: Proxy;
  /** The resolver; that of the machine unless given. */
  readonly lookup?: LookupAll;
}

/** What one webhook's connections need beyond the common ones, in PEM. */
export interface ClientTls {
  readonly webhookId: string;
  /** The certificate with which the sender shows itself, with those that lead to its issuer, and its key. */
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** The authorities that are trusted, in the place of the public ones. */
  readonly ca?: string;
}

type Protocol = 'http:' | 'https:';
type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * undici's connection pool with the address guard where connections are made: a name is resolved once, every address it
 * has is checked, and what was checked is what is dialled. Receivers' certificates are always verified.
 *
 * @throws where OpenSSL does not take the certificate, key or authorities of `tls`
 */
export function guardedAgent(outbound: Outbound, tls?: ClientTls): Agent {
  const connectors = { 'http:': connector(outbound, 'http:', tls), 'https:': connector(outbound, 'https:', tls) };
  return new Agent({
    pipelining: 1,
    keepAliveTimeout: 10_000,
    // One deadline per attempt covers all of it: see DeadlineWheel.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (options, callback) => connectors[options.protocol === 'https:' ? 'https:' : 'http:'](options, callback),
  });
}

function connector(outbound: Outbound, protocol: Protocol, tls?: ClientTls): buildConnector.connector {
  const { policy, proxy, lookup = dnsLookup } = outbound;
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    lookup: guardedLookup(policy, protocol, lookup),
    // Said outright, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
    rejectUnauthorized: true,
    ...(tls && protocol === 'https:' && { secureContext: secureContext(tls) }),
  });
  if (proxy) return throughProxy(proxy, connect, (host) => permittedAddresses(policy, protocol, host, lookup));
  return (options, callback) => {
    // Addresses in a URL are not looked up.
    const refused = refusedLiteral(policy, protocol, options.hostname);
    if (refused) callback(refused, null);
    else connect(options, callback);
  };
}

/** The tunnel ends at an address that was checked; TLS inside it, and its server's certificate, are about the name. */
function throughProxy(
  proxy: Proxy,
  connect: buildConnector.connector,
  addressesOf: (hostname: string) => Promise<readonly LookupAddress[]>,
): buildConnector.connector {
  const open = async ({ hostname, protocol, port }: buildConnector.Options): Promise<Socket> =>
    openTunnel(proxy, await addressesOf(hostname), Number(port) || (protocol === 'https:' ? 443 : 80));
  return (options, callback) => {
    open(options).then(
      (socket) => {
        if (options.protocol === 'https:') connect({ ...options, httpSocket: socket }, callback);
        else callback(null, socket);
      },
      (error: Error) => callback(error, null),
    );
  };
}

/** @throws TargetAddressRefused, and what the resolver throws */
function permittedAddresses(
  policy: TargetAddressPolicy,
  protocol: Protocol,
  hostname: string,
  lookup: LookupAll,
): Promise<readonly LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookupPermitted(policy, protocol, hostname, lookup, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });
}

function guardedLookup(policy: TargetAddressPolicy, protocol: Protocol, lookup: LookupAll) {
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    lookupPermitted(policy, protocol, hostname, lookup, (error, addresses) => {
      if (error || options.all) return callback(error, [...addresses]);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family);
    });
  };
}

function secureContext({ clientCertificate, clientKey, ca }: ClientTls) {
  return createSecureContext({
    ...(clientCertificate !== undefined && { cert: clientCertificate }),
    ...(clientKey !== undefined && { key: clientKey }),
    ...(ca !== undefined && { ca }),
  });
}

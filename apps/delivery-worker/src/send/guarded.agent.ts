import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { Agent, buildConnector } from 'undici';
import { literalAddress, type TargetAddressPolicy } from '#domain';

/** The address behind a webhook's URL is not one that may be dialled. */
export class TargetAddressRefused extends Error {
  override readonly name = 'TargetAddressRefused';
  constructor(
    readonly host: string,
    readonly address: string,
  ) {
    super('the address of this host may not be reached');
  }
}

type Protocol = 'http:' | 'https:';
type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * undici's connection pool with the address guard where connections are made: a name is resolved once, every address it
 * has is checked, and what was checked is what is dialled. undici does not look up IP literals: they are checked here.
 */
export function guardedAgent(policy: TargetAddressPolicy): Agent {
  const connectors = {
    'http:': buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup(policy, 'http:') }),
    'https:': buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup(policy, 'https:') }),
  };
  return new Agent({
    pipelining: 1,
    keepAliveTimeout: 10_000,
    // One deadline per attempt covers all of it: see DeadlineWheel.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (options, callback) => {
      const protocol: Protocol = options.protocol === 'https:' ? 'https:' : 'http:';
      const literal = literalAddress(options.hostname);
      if (literal !== undefined && !policy.permits(literal, protocol)) {
        callback(new TargetAddressRefused(options.hostname, literal), null);
        return;
      }
      connectors[protocol](options, callback);
    },
  });
}

function guardedLookup(policy: TargetAddressPolicy, protocol: Protocol) {
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      // One forbidden address among several is enough to refuse: the dialler might pick it.
      const refused = addresses.find(({ address }) => !policy.permits(address, protocol));
      if (refused) return callback(new TargetAddressRefused(hostname, refused.address), []);
      if (options.all) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family);
    });
  };
}

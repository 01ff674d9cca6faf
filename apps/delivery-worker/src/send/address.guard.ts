import type { LookupAddress } from 'node:dns';
import { isIPv6 } from 'node:net';
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
type Found = (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void;

/** Every address of a name, as `dns.lookup` finds them. */
export type LookupAll = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Why the address that stands in a URL may not be dialled; `undefined` where it may, or is a name. */
export function refusedLiteral(
  policy: TargetAddressPolicy,
  protocol: Protocol,
  hostname: string,
): TargetAddressRefused | undefined {
  const literal = literalAddress(hostname);
  const refused = literal !== undefined && !policy.permits(literal, protocol);
  return refused ? new TargetAddressRefused(hostname, literal) : undefined;
}

/** Every address of a host, if all of them may be dialled: one lookup, whose answer is what is to be dialled. */
export function lookupPermitted(
  policy: TargetAddressPolicy,
  protocol: Protocol,
  hostname: string,
  lookup: LookupAll,
  callback: Found,
): void {
  const literal = literalAddress(hostname);
  const check = (addresses: readonly LookupAddress[]): void => {
    // One forbidden address among several is enough to refuse: the dialler might pick it.
    const refused = addresses.find(({ address }) => !policy.permits(address, protocol));
    if (refused) callback(new TargetAddressRefused(hostname, refused.address), []);
    else callback(null, addresses);
  };
  if (literal !== undefined) return check([{ address: literal, family: isIPv6(literal) ? 6 : 4 }]);
  lookup(hostname, { all: true }, (error, addresses) => {
    if (error) callback(error, []);
    else check(addresses);
  });
}

import ipaddr from 'ipaddr.js';

/** A list of networks in CIDR form that cannot be read. */
export class NetworkListInvalid extends RangeError {
  override readonly name = 'NetworkListInvalid';
  constructor(readonly entry: string) {
    super(`not a network in CIDR form, such as 10.0.0.0/8 or ::1/128: "${entry}"`);
  }
}

/**
 * Which addresses the sender may dial: every globally routable one, and whatever the operator allowed by name of its
 * network (`DELIVERY_ALLOWED_NETWORKS`). Plain http is for allowed networks only: it is patient data.
 */
export class TargetAddressPolicy {
  private readonly allowed: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];

  constructor(allowedNetworks: readonly string[]) {
    this.allowed = allowedNetworks.map((entry) => {
      if (!ipaddr.isValidCIDR(entry)) throw new NetworkListInvalid(entry);
      return ipaddr.parseCIDR(entry);
    });
  }

  permits(address: string, protocol: 'http:' | 'https:'): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return this.isAllowed(parsed) || (protocol === 'https:' && isPublic(parsed));
  }

  private isAllowed(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
    return this.allowed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  }
}

/** `host` of a WHATWG URL as an address without brackets, or `undefined` where it is a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}

/**
 * Globally routable and nothing else: ipaddr.js names every special-purpose block of the IANA registries (private,
 * loopback, link-local, CGNAT, documentation, multicast, 6to4, Teredo, NAT64, …) and calls the rest `unicast`. Of IPv6
 * only 2000::/3 is given out at all; `::127.0.0.1`, for one, is not in it.
 */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(GLOBAL_IPV6));
}

const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

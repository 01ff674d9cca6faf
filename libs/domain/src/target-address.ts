import ipaddr from 'ipaddr.js';

/** A list of networks in CIDR form that cannot be read. */
export class NetworkListInvalid extends RangeError {
  override readonly name = 'NetworkListInvalid';
  constructor(readonly entry: string) {
    super(`not a network in CIDR form, such as 10.0.0.0/8 or ::1/128: "${entry}"`);
  }
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

/**
 * Which addresses the sender may dial: every globally routable one, and whatever the operator allowed by name of its
 * network (`DELIVERY_ALLOWED_NETWORKS`), but nothing in a network that the operator denied (`DELIVERY_DENIED_NETWORKS`),
 * whatever else is said of it. Plain http is for allowed networks only: it is patient data.
 */
export class TargetAddressPolicy {
  private readonly allowed: readonly Network[];
  private readonly denied: readonly Network[];

  /** Both in CIDR form. @throws NetworkListInvalid */
  constructor(allowedNetworks: readonly string[], deniedNetworks: readonly string[] = []) {
    this.allowed = allowedNetworks.map(parseNetwork);
    this.denied = deniedNetworks.map(parseNetwork);
  }

  permits(address: string, protocol: 'http:' | 'https:'): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    if (isIn(this.denied, parsed)) return false;
    return isIn(this.allowed, parsed) || (protocol === 'https:' && isPublic(parsed));
  }
}

/** `host` of a WHATWG URL as an address without brackets, or `undefined` where it is a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}

function parseNetwork(entry: string): Network {
  if (!ipaddr.isValidCIDR(entry)) throw new NetworkListInvalid(entry);
  const [network, bits] = ipaddr.parseCIDR(entry);
  // Addresses are compared as IPv4 where they are mapped ones, and so must networks be, or they would hold nothing.
  return network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= MAPPED_PREFIX_BITS
    ? [network.toIPv4Address(), bits - MAPPED_PREFIX_BITS]
    : [network, bits];
}

function isIn(networks: readonly Network[], address: Address): boolean {
  return networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/**
 * Globally routable and nothing else: ipaddr.js names the special-purpose blocks of the IANA registries (private,
 * loopback, link-local, CGNAT, documentation, multicast, 6to4, Teredo, NAT64, …) and calls the rest `unicast`. Of IPv6
 * only 2000::/3 is given out at all (RFC 4291, section 2.4); `::127.0.0.1`, for one, is not in it. A zone id says that
 * an address means something on this machine alone (RFC 4007).
 */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || isIn(ALSO_SPECIAL, address)) return false;
  return address instanceof ipaddr.IPv4 || (address.zoneId === undefined && address.match(GLOBAL_IPV6));
}

const MAPPED_PREFIX_BITS = 96;
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** What ipaddr.js takes for any other address. */
const ALSO_SPECIAL = [
  // Azure's platform: metadata, DNS, health probes, reached from inside each virtual machine alone.
  '168.63.129.16/32',
  // The 6bone, given back (RFC 3701).
  '3ffe::/16',
].map(parseNetwork);

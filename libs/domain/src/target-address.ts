import ipaddr from 'ipaddr.js';
import { NetworkList } from './network-list.js';

/**
 * Which addresses the sender may dial: every globally routable one, and whatever the operator allowed by name of its
 * network (`DELIVERY_ALLOWED_NETWORKS`), but nothing in a network that the operator denied (`DELIVERY_DENIED_NETWORKS`),
 * whatever else is said of it. Plain http is for allowed networks only: it is patient data.
 */
export class TargetAddressPolicy {
  private readonly allowed: NetworkList;
  private readonly denied: NetworkList;

  /** Both in CIDR form. @throws NetworkListInvalid */
  constructor(allowedNetworks: readonly string[], deniedNetworks: readonly string[] = []) {
    this.allowed = new NetworkList(allowedNetworks);
    this.denied = new NetworkList(deniedNetworks);
  }

  permits(address: string, protocol: 'http:' | 'https:'): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    if (this.denied.holds(parsed)) return false;
    return this.allowed.holds(parsed) || (protocol === 'https:' && isPublic(parsed));
  }
}

/** `host` of a WHATWG URL as an address without brackets, or `undefined` where it is a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}

/**
 * Globally routable and nothing else: ipaddr.js names the special-purpose blocks of the IANA registries (private,
 * loopback, link-local, CGNAT, documentation, multicast, 6to4, Teredo, NAT64, …) and calls the rest `unicast`. Of IPv6
 * only 2000::/3 is given out at all (RFC 4291, section 2.4); `::127.0.0.1`, for one, is not in it. A zone id says that
 * an address means something on this machine alone (RFC 4007).
 */
function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast' || ALSO_SPECIAL.holds(address)) return false;
  return address instanceof ipaddr.IPv4 || (address.zoneId === undefined && address.match(GLOBAL_IPV6));
}

const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** What ipaddr.js takes for any other address. */
const ALSO_SPECIAL = new NetworkList([
  // Azure's platform: metadata, DNS, health probes, reached from inside each virtual machine alone.
  '168.63.129.16/32',
  // The 6bone, given back (RFC 3701).
  '3ffe::/16',
]);

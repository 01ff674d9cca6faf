import ipaddr from 'ipaddr.js';

/** A list of networks in CIDR form that cannot be read. */
export class NetworkListInvalid extends RangeError {
  override readonly name = 'NetworkListInvalid';
  constructor(readonly entry: string) {
    super(`not a network in CIDR form, such as 10.0.0.0/8 or ::1/128: "${entry}"`);
  }
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Networks in CIDR form, such as `10.0.0.0/8` or `::1/128`. An IPv4 address is the same in its IPv6 form. */
export class NetworkList {
  private readonly networks: readonly (readonly [Address, number])[];

  /** @throws NetworkListInvalid */
  constructor(networks: readonly string[]) {
    this.networks = networks.map(parseNetwork);
  }

  /** Whether an address is in one of them; what is no address is in none. */
  includes(address: string): boolean {
    return ipaddr.isValid(address) && this.holds(ipaddr.process(address));
  }

  /** The same for an address that was parsed, by `ipaddr.process`. */
  holds(address: Address): boolean {
    return this.networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  }
}

const MAPPED_PREFIX_BITS = 96;

function parseNetwork(entry: string): [Address, number] {
  if (!ipaddr.isValidCIDR(entry)) throw new NetworkListInvalid(entry);
  const [network, bits] = ipaddr.parseCIDR(entry);
  // Addresses are compared as IPv4 where they are mapped ones, and so must networks be, or they would hold nothing.
  return network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= MAPPED_PREFIX_BITS
    ? [network.toIPv4Address(), bits - MAPPED_PREFIX_BITS]
    : [network, bits];
}

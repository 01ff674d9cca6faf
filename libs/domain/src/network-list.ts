import ipaddr from 'ipaddr.js';
import { NetworkListInvalid } from './target-address.js';

/** Networks in CIDR form, such as `10.0.0.0/8` or `::1/128`. An IPv4 address is the same in its IPv6 form. */
export class NetworkList {
  private readonly networks: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];

  /** @throws NetworkListInvalid */
  constructor(networks: readonly string[]) {
    this.networks = networks.map((entry) => {
      if (!ipaddr.isValidCIDR(entry)) throw new NetworkListInvalid(entry);
      return ipaddr.parseCIDR(entry);
    });
  }

  /** Whether an address is in one of them; what is no address is in none. */
  includes(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return this.networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
  }
}

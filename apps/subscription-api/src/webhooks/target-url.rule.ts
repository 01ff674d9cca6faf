import { type FieldProblem, literalAddress, type TargetAddressPolicy } from '#domain';

/** Every address of a host name. Rejects where there is none. */
export type AddressLookup = (hostname: string) => Promise<readonly string[]>;

export interface TargetUrlRuleOptions {
  readonly policy: TargetAddressPolicy;
  /** Whether the operator allowed any network: without one no plain http can be right, and no name of private use. */
  readonly allowsHttp: boolean;
  readonly lookup: AddressLookup;
}

/**
 * Which URLs a webhook may have: https, and plain http only where every address of the host is in a network that the
 * operator allowed. Addresses that stand in the URL are checked now; those of names are checked by the sender, for they
 * may change at any time.
 */
export class TargetUrlRule {
  constructor(private readonly options: TargetUrlRuleOptions) {}

  /** What is wrong with a webhook's URL; nothing when it is sound. Never quotes it. */
  async problems(text: string): Promise<FieldProblem[]> {
    const reason = textProblem(text) ?? (await this.targetProblem(new URL(text)));
    return reason === undefined ? [] : [{ field: 'url', reason }];
  }

  private async targetProblem({ protocol, hostname }: URL): Promise<string | undefined> {
    const { policy, allowsHttp } = this.options;
    if (protocol === 'http:') return (await this.isAllowedForHttp(hostname)) ? undefined : HTTP_REFUSED;
    if (!allowsHttp && isOfPrivateUse(hostname)) return NAME_REFUSED;
    const address = literalAddress(hostname) ?? (isLocalhost(hostname) ? LOOPBACK : undefined);
    return address === undefined || policy.permits(address, 'https:') ? undefined : ADDRESS_REFUSED;
  }

  private async isAllowedForHttp(hostname: string): Promise<boolean> {
    const { policy, allowsHttp, lookup } = this.options;
    if (!allowsHttp) return false;
    const literal = literalAddress(hostname);
    if (literal !== undefined) return policy.permits(literal, 'http:');
    try {
      const addresses = await lookup(hostname);
      return addresses.length > 0 && addresses.every((address) => policy.permits(address, 'http:'));
    } catch {
      return false;
    }
  }
}

const LOOPBACK = '127.0.0.1';
const HTTP_REFUSED = 'must be https; plain http is only for networks that the operator of Carehook allowed';
const ADDRESS_REFUSED = 'must not name an address outside the public internet, unless the operator allowed its network';
const NAME_REFUSED = 'must not be a name that only private networks know, unless the operator allowed one';

// The URL parser would drop these in silence.
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const BLANK_OR_CONTROL = /[\s\u0000-\u001f\u007f]/;

/** What is wrong with the text alone. */
function textProblem(text: string): string | undefined {
  if (BLANK_OR_CONTROL.test(text)) return 'must not contain blanks or control characters';
  if (!URL.canParse(text)) return 'must be an absolute URL, such as https://example.org/webhooks';
  const { protocol, username, password, port } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must be an https URL';
  if (username !== '' || password !== '') return 'must not contain a user name or password; use a custom header';
  if (port === '0') return 'must not have the port 0';
  return text.includes('#') ? 'must not contain a fragment' : undefined;
}

/** RFC 6761, section 6.3: these names always mean this machine. */
function isLocalhost(hostname: string): boolean {
  return /(?:^|\.)localhost\.?$/.test(hostname);
}

/**
 * Names that no public DNS gives out: mDNS (RFC 6762), ICANN's private-use domain (resolution 2024.07.29.06; clouds call
 * their metadata service so), home networks (RFC 8375), and single labels, which only a search list completes.
 */
function isOfPrivateUse(hostname: string): boolean {
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  if (literalAddress(name) !== undefined) return false;
  return !name.includes('.') || /\.(?:local|internal|home\.arpa|localhost)$/.test(name);
}

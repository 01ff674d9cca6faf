import { describe, expect, it } from 'vitest';
import { NetworkListInvalid } from './network-list.js';
import { literalAddress, TargetAddressPolicy } from './target-address.js';

const NOBODY = new TargetAddressPolicy([]);

// Which addresses are public is in test/contract/outbound-addresses.cases.ts, for the sender's tests as well.
describe('a target address', () => {
  it.each(['', 'localhost', 'example.com', '1.2.3.4.5', '300.1.1.1', '1.1.1.1/32', ':::1', 'https://1.1.1.1'])(
    'that is none ("%s") is not dialled',
    (text) => {
      expect(NOBODY.permits(text, 'https:')).toBe(false);
    },
  );
});

describe('a denied network', () => {
  const policy = new TargetAddressPolicy(
    ['10.0.0.0/8', 'fd12::/32'],
    ['10.20.0.0/16', '93.184.0.0/16', '2606:4700::/32', '::ffff:8.8.4.0/120'],
  );

  it.each([
    ['10.20.0.1', 'in an allowed network'],
    ['93.184.215.14', 'public'],
    ['::ffff:93.184.215.14', 'public, written as a mapped address'],
    ['2606:4700::1111', 'public'],
    ['8.8.4.4', 'denied as a mapped network'],
  ])('closes %s, which is %s', (address) => {
    expect(policy.permits(address, 'https:')).toBe(false);
    expect(policy.permits(address, 'http:')).toBe(false);
  });

  it.each(['10.21.0.1', 'fd12::1', '93.185.0.0', '2606:4701::1', '8.8.5.1'])(
    'closes nothing beside it: %s',
    (address) => {
      expect(policy.permits(address, 'https:')).toBe(true);
    },
  );

  it('wins when it is the very network that is allowed, and when it is everything', () => {
    expect(new TargetAddressPolicy(['10.0.0.0/8'], ['10.0.0.0/8']).permits('10.0.0.1', 'https:')).toBe(false);
    expect(new TargetAddressPolicy(['10.0.0.0/8'], ['0.0.0.0/0']).permits('10.0.0.1', 'https:')).toBe(false);
  });

  it('that is none is named', () => {
    expect(() => new TargetAddressPolicy([], ['my-network'])).toThrow(NetworkListInvalid);
  });
});

describe('an allowed network', () => {
  const policy = new TargetAddressPolicy(['10.20.0.0/16', 'fd12::/32', '127.0.0.1/32', '203.0.113.0/24']);

  it.each(['10.20.0.1', '10.20.255.255', 'fd12::9', '127.0.0.1', '203.0.113.77', '::ffff:10.20.3.4'])(
    'lets %s be dialled, by http too',
    (address) => {
      expect(policy.permits(address, 'https:')).toBe(true);
      expect(policy.permits(address, 'http:')).toBe(true);
    },
  );

  it.each(['10.21.0.1', '10.19.255.255', 'fd13::1', '127.0.0.2', '169.254.169.254', '::1'])(
    'opens nothing beside it: %s',
    (address) => {
      expect(policy.permits(address, 'https:')).toBe(false);
    },
  );

  it('leaves the public internet open by https, and closed by http', () => {
    expect(policy.permits('8.8.8.8', 'https:')).toBe(true);
    expect(policy.permits('8.8.8.8', 'http:')).toBe(false);
  });

  it('may be written as a mapped one', () => {
    expect(new TargetAddressPolicy(['::ffff:10.0.0.0/104']).permits('10.0.0.1', 'http:')).toBe(true);
  });

  it('of all IPv4 says nothing of IPv6', () => {
    const all = new TargetAddressPolicy(['0.0.0.0/0']);
    expect(all.permits('10.0.0.1', 'http:')).toBe(true);
    expect(all.permits('::1', 'https:')).toBe(false);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', 'localhost', '::1', 'x/8', ''])('that is none is named: "%s"', (entry) => {
    expect(() => new TargetAddressPolicy(['10.0.0.0/8', entry])).toThrow(NetworkListInvalid);
    expect(() => new TargetAddressPolicy([entry])).toThrow(`"${entry}"`);
  });
});

describe('literalAddress', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['[2606:4700::1111]', '2606:4700::1111'],
  ])('of host %s is %s', (host, address) => {
    expect(literalAddress(host)).toBe(address);
  });

  it.each(['localhost', 'receiver.example', 'abc.de', ''])('of the name "%s" is none', (host) => {
    expect(literalAddress(host)).toBeUndefined();
  });

  it.each(['http://0x7f.1/', 'http://2130706433/', 'http://017700000001/', 'http://127.1/'])(
    'sees through %s as the URL parser does',
    (url) => {
      expect(literalAddress(new URL(url).hostname)).toBe('127.0.0.1');
    },
  );
});

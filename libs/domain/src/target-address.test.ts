import { describe, expect, it } from 'vitest';
import { literalAddress, NetworkListInvalid, TargetAddressPolicy } from './target-address.js';

const NOBODY = new TargetAddressPolicy([]);

describe('a target address', () => {
  it.each([
    ['1.1.1.1'],
    ['8.8.8.8'],
    ['93.184.215.14'],
    ['100.63.255.255'],
    ['100.128.0.0'],
    ['172.15.255.255'],
    ['172.32.0.0'],
    ['11.0.0.0'],
    ['192.167.255.255'],
    ['223.255.255.255'],
    ['2606:4700:4700::1111'],
    ['2a00:1450:4001:830::200e'],
    ['2001:4860:4860::8888'],
    ['::ffff:8.8.8.8'],
  ])('%s is public: dialled by https, and never by http', (address) => {
    expect(NOBODY.permits(address, 'https:')).toBe(true);
    expect(NOBODY.permits(address, 'http:')).toBe(false);
  });

  it.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'this network'],
    ['10.0.0.1', 'private'],
    ['10.255.255.255', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['192.168.255.255', 'private'],
    ['100.64.0.1', 'CGNAT'],
    ['100.127.255.255', 'CGNAT'],
    ['100.100.100.200', 'metadata, Alibaba'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.0.1', 'link-local'],
    ['169.254.169.254', 'metadata, most clouds'],
    ['169.254.170.2', 'metadata, ECS'],
    ['192.0.0.192', 'metadata, Oracle'],
    ['192.0.0.1', 'protocol assignments'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.9', 'documentation'],
    ['198.18.0.1', 'benchmarking'],
    ['198.19.255.255', 'benchmarking'],
    ['192.88.99.1', '6to4 relay'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback, written out'],
    ['fc00::1', 'ULA'],
    ['fdff::1', 'ULA'],
    ['fd00:ec2::254', 'metadata, AWS'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['::ffff:127.0.0.1', 'mapped loopback'],
    ['::ffff:7f00:1', 'mapped loopback in hexadecimal'],
    ['::ffff:10.0.0.1', 'mapped private'],
    ['::ffff:169.254.169.254', 'mapped metadata'],
    ['::ffff:0:127.0.0.1', 'translated (RFC 6145)'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::a9fe:a9fe', 'IPv4-compatible metadata'],
    ['2002:7f00:1::', '6to4 of loopback'],
    ['2002:808:808::1', '6to4'],
    ['2001::1', 'Teredo'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
    ['64:ff9b::7f00:1', 'NAT64 of loopback'],
    ['64:ff9b::808:808', 'NAT64'],
    ['64:ff9b:1::a00:1', 'NAT64, local use'],
    ['100::1', 'discard'],
    ['100:0:0:1::1', 'dummy prefix'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['2001:20::1', 'ORCHID'],
    ['2001:2::1', 'benchmarking'],
    ['5f00::1', 'segment routing'],
    ['4000::1', 'not given out'],
    ['e000::1', 'not given out'],
  ])('%s is not dialled (%s)', (address) => {
    expect(NOBODY.permits(address, 'https:')).toBe(false);
    expect(NOBODY.permits(address, 'http:')).toBe(false);
  });

  it.each(['', 'localhost', 'example.com', '1.2.3.4.5', '300.1.1.1', '1.1.1.1/32', ':::1', 'https://1.1.1.1'])(
    'that is none ("%s") is not dialled',
    (text) => {
      expect(NOBODY.permits(text, 'https:')).toBe(false);
    },
  );
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

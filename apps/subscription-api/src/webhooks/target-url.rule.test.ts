import { describe, expect, it } from 'vitest';
import { TargetAddressPolicy } from '#domain';
import { TargetUrlRule } from './target-url.rule.js';

const ADDRESSES: Record<string, string[]> = {
  localhost: ['127.0.0.1', '::1'],
  'inside.example': ['10.1.2.3'],
  'mixed.example': ['10.1.2.3', '93.184.215.14'],
  'nothing.example': [],
};

function rule(...allowedNetworks: string[]): TargetUrlRule {
  return new TargetUrlRule({
    policy: new TargetAddressPolicy(allowedNetworks),
    allowsHttp: allowedNetworks.length > 0,
    lookup: async (hostname) => ADDRESSES[hostname] ?? Promise.reject(new RangeError('not found')),
  });
}

describe('without an allowed network', () => {
  it.each([
    'https://example.org',
    'https://example.org:8443/hooks?tenant=a#'.slice(0, -1),
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    'https://bücher.example/',
    'https://not-localhost.example/',
  ])('takes %s', async (url) => {
    expect(await rule().problems(url)).toEqual([]);
  });

  it.each([
    'http://example.org/',
    'http://127.0.0.1/',
    'http://localhost/',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fd00::1]/',
    'https://0.0.0.0/',
    'https://localhost/',
    'https://api.localhost./',
    'https://user@example.org/',
    'https://user:password@example.org/',
    'https://example.org/#fragment',
    'https://example.org/#',
    ' https://example.org/',
    'https://exam\nple.org/',
    'ftp://example.org/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '//example.org/',
    'example.org',
    '',
  ])('refuses %j', async (url) => {
    expect(await rule().problems(url)).toEqual([{ field: 'url', reason: expect.any(String) }]);
  });

  it('looks up no name', async () => {
    const lookups: string[] = [];
    const lookup = async (hostname: string) => {
      lookups.push(hostname);
      return ['10.1.2.3'];
    };
    const closed = new TargetUrlRule({ policy: new TargetAddressPolicy([]), allowsHttp: false, lookup });
    expect(await closed.problems('http://inside.example/')).toHaveLength(1);
    expect(await closed.problems('https://inside.example/')).toEqual([]);
    expect(lookups).toEqual([]);
  });
});

it('takes names of private use only where a network is allowed', async () => {
  expect(await rule().problems('https://intranet/')).toMatchObject([{ reason: expect.stringContaining('private') }]);
  expect(await rule('10.0.0.0/8').problems('https://intranet/')).toEqual([]);
  expect(await rule('10.0.0.0/8').problems('https://ris.internal/')).toEqual([]);
});

describe('with an allowed network', () => {
  it.each([
    ['http://127.0.0.1:9000/hooks', '127.0.0.0/8'],
    ['http://[::1]/', '::1/128'],
    ['https://10.0.0.1/', '10.0.0.0/8'],
    ['https://localhost/', '127.0.0.0/8'],
    ['http://inside.example/', '10.0.0.0/8'],
  ])('takes %s in %s', async (url, network) => {
    expect(await rule(network).problems(url)).toEqual([]);
  });

  it.each([
    ['http://localhost/', 'also resolves to ::1', '127.0.0.0/8'],
    ['http://mixed.example/', 'also resolves to the public internet', '10.0.0.0/8'],
    ['http://nothing.example/', 'has no address', '10.0.0.0/8'],
    ['http://unknown.example/', 'does not resolve', '10.0.0.0/8'],
    ['http://93.184.215.14/', 'is public, and not https', '10.0.0.0/8'],
    ['https://192.168.0.1/', 'is in another private network', '10.0.0.0/8'],
  ])('refuses %s, which %s', async (url, _why, network) => {
    expect(await rule(network).problems(url)).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { NetworkList } from './network-list.js';

describe('a list of networks', () => {
  const list = new NetworkList(['10.1.0.0/16', '2001:db8::/32', '192.0.2.7/32']);

  it.each(['10.1.255.1', '::ffff:10.1.0.1', '2001:db8::1', '192.0.2.7'])('includes %s', (address) => {
    expect(list.includes(address)).toBe(true);
  });

  it.each(['10.2.0.1', '::ffff:10.2.0.1', '2001:db9::1', '192.0.2.8', '', 'unknown', '10.1.0.1:80'])(
    'does not include "%s"',
    (address) => {
      expect(list.includes(address)).toBe(false);
    },
  );

  it('includes nothing where it is empty', () => {
    expect(new NetworkList([]).includes('127.0.0.1')).toBe(false);
  });

  it('says which entry it cannot read', () => {
    expect(() => new NetworkList(['10.0.0.0/8', '10.0.0.1'])).toThrow(
      expect.objectContaining({ name: 'NetworkListInvalid', entry: '10.0.0.1' }),
    );
  });
});

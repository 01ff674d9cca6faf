import { describe, expect, it } from 'vitest';
import { formatStandardSecret, parseStandardSecret } from './standard-webhooks.secret.js';

describe('a Standard Webhooks secret', () => {
  it.each([24, 25, 32, 64])('carries a key of %i bytes', (size) => {
    const key = Buffer.alloc(size, 0xfb);
    expect(parseStandardSecret(formatStandardSecret(key))).toEqual(key);
  });

  it.each([
    ['another prefix', `sec_${Buffer.alloc(32).toString('base64')}`],
    ['no key', 'whsec_'],
    ['a key of 23 bytes', formatStandardSecret(Buffer.alloc(23))],
    ['a key of 65 bytes', formatStandardSecret(Buffer.alloc(65))],
    ['no base64', 'whsec_Smith!Smith!Smith!Smith!Smith!Smith!'],
    ['no padding', formatStandardSecret(Buffer.alloc(32)).replace('=', '')],
    ['base64url', `whsec_${Buffer.alloc(33, 0xfb).toString('base64url')}`],
    ['white space', `${formatStandardSecret(Buffer.alloc(33))}\n`],
  ])('is refused with %s, without being quoted', (_what, secret) => {
    expect(() => parseStandardSecret(secret)).toThrow(expect.objectContaining({ name: 'StandardSecretMalformed' }));
    expect(() => parseStandardSecret(secret)).toThrow(/^(?!.*(Smith|AAAA))/);
  });
});

import { describe, expect, it } from 'vitest';
import { equalInConstantTime, hmacBase64, hmacHex, verifyHmacBase64, verifyHmacHex } from './hmac.scheme.js';

/** RFC 4231, test case 2. */
const KEY = 'Jefe';
const MESSAGE = 'what do ya want for nothing?';
const DIGEST = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';

describe('HMAC-SHA256', () => {
  it('gives the digest of RFC 4231', () => {
    expect(hmacHex(KEY, MESSAGE)).toBe(DIGEST);
    expect(hmacBase64(Buffer.from(KEY), Buffer.from(MESSAGE))).toBe(Buffer.from(DIGEST, 'hex').toString('base64'));
  });

  it('takes the message in pieces', () => {
    expect(hmacHex(KEY, ['what do ', Buffer.from('ya want'), '', ' for nothing?'])).toBe(DIGEST);
  });

  it('verifies its own signatures and no others', () => {
    expect(verifyHmacHex(KEY, MESSAGE, DIGEST)).toBe(true);
    expect(verifyHmacHex(KEY, `${MESSAGE} `, DIGEST)).toBe(false);
    expect(verifyHmacHex('jefe', MESSAGE, DIGEST)).toBe(false);
    expect(verifyHmacHex(KEY, MESSAGE, '')).toBe(false);
    expect(verifyHmacBase64(KEY, MESSAGE, hmacBase64(KEY, MESSAGE))).toBe(true);
    expect(verifyHmacBase64(KEY, MESSAGE, hmacBase64(KEY, 'other'))).toBe(false);
  });

  it('compares texts of any length', () => {
    expect(equalInConstantTime('', '')).toBe(true);
    expect(equalInConstantTime('é', 'e')).toBe(false);
  });
});

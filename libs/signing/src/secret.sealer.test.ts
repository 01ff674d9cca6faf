import { createHash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SecretSealer } from './secret.sealer.js';

const KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const OTHER_KEY = Buffer.alloc(32, 7).toString('base64');
const KEY_ID = createHash('sha256').update(Buffer.from(KEY, 'hex')).digest('hex').slice(0, 8);
const SECRET = 'whsec_grüße';

const sealer = new SecretSealer([KEY], randomBytes);

describe('SecretSealer', () => {
  it('opens what it sealed, for the same webhook', () => {
    expect(sealer.open(sealer.seal(SECRET, 'w1'), 'w1')).toBe(SECRET);
    expect(sealer.open(sealer.seal('', 'w1'), 'w1')).toBe('');
  });

  it('writes version, key id, IV, ciphertext and tag', () => {
    const iv = Buffer.alloc(12, 9);
    const sealed = new SecretSealer([KEY], () => iv).seal(SECRET, 'w1');
    expect(sealed[0]).toBe(1);
    expect(sealed.toString('hex', 1, 5)).toBe(KEY_ID);
    expect(sealed.subarray(5, 17)).toEqual(iv);
    expect(sealed.length).toBe(17 + Buffer.byteLength(SECRET) + 16);
  });

  it('seals anew with every call, and asks for 12 random bytes', () => {
    const sizes: number[] = [];
    const counting = new SecretSealer([KEY], (size) => {
      sizes.push(size);
      return randomBytes(size);
    });
    expect(counting.seal(SECRET, 'w1')).not.toEqual(counting.seal(SECRET, 'w1'));
    expect(sizes).toEqual([12, 12]);
  });

  it('opens a secret for no other webhook', () => {
    expect(() => sealer.open(sealer.seal(SECRET, 'w1'), 'w2')).toThrow(
      expect.objectContaining({ name: 'SecretUnreadable', reason: 'damaged', keyId: KEY_ID }),
    );
  });

  it('notices a change of any byte', () => {
    const sealed = sealer.seal(SECRET, 'w1');
    sealed.forEach((byte, index) => {
      const changed = Buffer.from(sealed);
      changed[index] = byte ^ 1;
      expect(() => sealer.open(changed, 'w1')).toThrow(expect.objectContaining({ name: 'SecretUnreadable' }));
    });
  });

  it.each([0, 1, 32])('refuses %i bytes as no sealed secret', (length) => {
    expect(() => sealer.open(Buffer.alloc(length, 1), 'w1')).toThrow(
      expect.objectContaining({ reason: 'format', keyId: undefined }),
    );
  });

  it('seals under the first key and opens under all while keys are rotated', () => {
    const rotating = new SecretSealer([OTHER_KEY, KEY], randomBytes);
    expect([rotating.knows(sealer.keyId), sealer.knows(rotating.keyId)]).toEqual([true, false]);
    expect(rotating.open(sealer.seal(SECRET, 'w1'), 'w1')).toBe(SECRET);
    expect(() => sealer.open(rotating.seal(SECRET, 'w1'), 'w1')).toThrow(
      expect.objectContaining({ reason: 'unknown_key' }),
    );
  });

  it('takes a key as hexadecimal or base64', () => {
    const asBase64 = Buffer.from(KEY, 'hex').toString('base64');
    expect(new SecretSealer([asBase64], randomBytes).open(sealer.seal(SECRET, 'w1'), 'w1')).toBe(SECRET);
  });

  it.each([[''], [KEY.slice(2)], [`${KEY}00`], [Buffer.alloc(31).toString('base64')], [`${KEY.slice(1)}g`]])(
    'refuses the key %j without quoting it',
    (key) => {
      expect(() => new SecretSealer([key], randomBytes)).toThrow(
        expect.objectContaining({
          name: 'MasterKeyInvalid',
          message: expect.not.stringContaining(key || '\u0000') as string,
        }),
      );
    },
  );

  it('refuses to be without a key', () => {
    expect(() => new SecretSealer([], randomBytes)).toThrow(expect.objectContaining({ name: 'MasterKeyMissing' }));
  });

  it('shows no key when it is printed', () => {
    expect(inspect(sealer, { depth: 9, showHidden: true })).not.toMatch(/00112233|<Buffer/);
  });
});

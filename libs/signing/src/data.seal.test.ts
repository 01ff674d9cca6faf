import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type DataUnsealable, dataKey, openData, SEALED_DATA_EXTRA_BYTES, sealData } from './data.seal.js';

const ID = '0195709a-7c00-7000-8000-000000000001';
const KEY = dataKey(ID, Buffer.alloc(32, 7));
const EVENT = { tenantId: 'clinic-a', source: '/ris', id: 'e1' };
const DATA = Buffer.from('{"amount": 1.00}');
const IV = Buffer.alloc(12, 9);

const sealed = sealData(KEY, EVENT, DATA, IV);

function whyNot(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    return (error as DataUnsealable).reason;
  }
  return 'opened';
}

describe('sealed data', () => {
  it.each([DATA, Buffer.alloc(0), randomBytes(100_000)])('opens to the bytes that it was', (data) => {
    const bytes = sealData(KEY, EVENT, data, randomBytes(12));
    expect(bytes).toHaveLength(data.length + SEALED_DATA_EXTRA_BYTES);
    expect(openData(KEY, EVENT, bytes).equals(data)).toBe(true);
  });

  it('is version, key id, IV, ciphertext and tag', () => {
    expect(sealed[0]).toBe(1);
    expect(sealed.toString('hex', 1, 17)).toBe(ID.replaceAll('-', ''));
    expect(sealed.subarray(17, 29)).toEqual(IV);
    expect(sealed.includes(DATA.subarray(0, 8))).toBe(false);
  });

  it('opens for no other tenant, source or event', () => {
    for (const other of [{ tenantId: 'clinic-b' }, { source: '/lab' }, { id: 'e2' }, { source: '/ris\ne1', id: '' }]) {
      expect(whyNot(() => openData(KEY, { ...EVENT, ...other }, sealed))).toBe('damaged');
    }
  });

  it('notices a change of any byte', () => {
    sealed.forEach((byte, index) => {
      const changed = Buffer.from(sealed);
      changed[index] = byte ^ 1;
      expect(whyNot(() => openData(KEY, EVENT, changed))).toBe(index < 17 ? 'format' : 'damaged');
    });
  });

  it('opens under no other key, though it bears the same id', () => {
    expect(whyNot(() => openData(dataKey(ID, Buffer.alloc(32, 8)), EVENT, sealed))).toBe('damaged');
    expect(whyNot(() => openData(dataKey(ID.replace('1', '2'), Buffer.alloc(32, 7)), EVENT, sealed))).toBe('format');
  });

  it.each([0, 1, SEALED_DATA_EXTRA_BYTES - 1])('has more than %i bytes', (length) => {
    expect(whyNot(() => openData(KEY, EVENT, sealed.subarray(0, length)))).toBe('format');
  });
});

it('shows no key when it is printed', () => {
  expect(inspect(KEY.key, { depth: 9, showHidden: true })).not.toMatch(/07 07|0707|<Buffer/);
});

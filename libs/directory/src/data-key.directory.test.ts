import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { DataUnsealable, SecretSealer } from '#signing';
import { DataErased, DataKeyDirectory, DataKeyUnavailable } from './data-key.directory.js';

const K1 = '0195709a-7c00-7000-8000-000000000001';
const K2 = '0195709a-7c00-7000-8000-000000000002';
const EVENT = { tenantId: 'clinic-a', source: '/ris', id: 'e1' };
const DATA = Buffer.from('{"ward":"7"}');

const sealer = new SecretSealer([randomBytes(32).toString('hex')], randomBytes);
const sync = { isBehind: false, refresh: async () => undefined };
const tenant = (id: string, sealing_key_id: string | null) => ({ id, sealing_key_id });
const row = (id: string, tenant_id = 'clinic-a') => ({
  id,
  tenant_id,
  sealed: sealer.seal(randomBytes(32).toString('base64'), id),
});
const dropped = (id: string, tenant_id = 'clinic-a') => ({ id, tenant_id, sealed: null });

let keys: DataKeyDirectory;
beforeEach(() => {
  sync.isBehind = false;
  keys = new DataKeyDirectory(sync, sealer);
  keys.apply([tenant('clinic-a', K1), tenant('clinic-b', null)], [row(K1)]);
});

describe('data', () => {
  it('is left as it is where its tenant does not seal', () => {
    expect(keys.seal({ ...EVENT, tenantId: 'clinic-b' }, DATA)).toEqual({ data: DATA });
    expect(keys.unseal(EVENT, { data: DATA })).toBe(DATA);
  });

  it('is sealed under its tenant’s key and opened again', () => {
    const held = keys.seal(EVENT, DATA);
    expect(held.sealedUnder).toBe(K1);
    expect(held.data.includes(DATA)).toBe(false);
    expect(keys.unseal(EVENT, held)).toEqual(DATA);
  });

  it('of before a rotation, or of before sealing was turned off, is still opened', () => {
    const before = keys.seal(EVENT, DATA);
    keys.apply([tenant('clinic-a', K2)], [row(K2)]);
    expect(keys.seal(EVENT, DATA).sealedUnder).toBe(K2);
    keys.apply([tenant('clinic-a', null)], []);
    expect(keys.seal(EVENT, DATA)).toEqual({ data: DATA });
    expect(keys.unseal(EVENT, before)).toEqual(DATA);
  });

  it('is erased once its key is dropped, though the key was open', () => {
    const held = keys.seal(EVENT, DATA);
    keys.apply([tenant('clinic-a', K2)], [dropped(K1), row(K2)]);
    expect(() => keys.unseal(EVENT, held)).toThrow(DataErased);
    expect([K1, K2, undefined].map((id) => keys.isDropped(id))).toEqual([true, false, false]);
  });

  it('under another tenant’s key never opens, dropped or not', () => {
    const held = keys.seal(EVENT, DATA);
    const foreign = { ...EVENT, tenantId: 'clinic-b' };
    const unsealable = expect.objectContaining({ name: 'DataUnsealable', reason: 'foreign_key' });
    expect(() => keys.unseal(foreign, held)).toThrow(unsealable);
    keys.apply([], [dropped(K1)]);
    expect(() => keys.unseal(foreign, held)).toThrow(unsealable);
  });
});

describe('a key that is not known', () => {
  it('is none, where the directory is up to date; else it may be known later', () => {
    const held = { data: DATA, sealedUnder: K2 };
    expect(() => keys.unseal(EVENT, held)).toThrow(DataUnsealable);
    sync.isBehind = true;
    expect(() => keys.unseal(EVENT, held)).toThrow(DataKeyUnavailable);
  });

  it('seals nothing until it is', () => {
    keys.apply([tenant('clinic-a', K2)], []);
    expect(() => keys.seal(EVENT, DATA)).toThrow(DataKeyUnavailable);
  });
});

describe('without its master key', () => {
  it.each([
    ['none', undefined],
    ['another one', new SecretSealer([randomBytes(32).toString('hex')], randomBytes)],
  ])('(%s) a data key is unavailable, with a word about why', (_what, other) => {
    const held = keys.seal(EVENT, DATA);
    const blind = new DataKeyDirectory(sync, other);
    blind.apply([tenant('clinic-a', K1)], [row(K1)]);
    for (const use of [() => blind.seal(EVENT, DATA), () => blind.unseal(EVENT, held)]) {
      expect(use).toThrow(
        expect.objectContaining({ code: 'UNAVAILABLE', message: expect.stringContaining('master key') }),
      );
    }
    expect(blind.seal({ ...EVENT, tenantId: 'clinic-b' }, DATA)).toEqual({ data: DATA });
  });
});

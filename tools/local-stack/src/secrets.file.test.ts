import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSecrets } from './secrets.file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carehook-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('loadSecrets', () => {
  const maker = (name: string) => ({ name, makeSecret: (random: Buffer) => `${name}_${random.toString('hex')}` });
  const load = (dialects: string[], environment = {}) =>
    loadSecrets(join(folder, 'secrets.json'), dialects.map(maker), environment);

  it('makes keys of the documented form, for their owner only', () => {
    const secrets = load(['one']);
    expect(secrets.adminKey).toMatch(/^chk_[A-Za-z0-9_-]{43}$/);
    expect(secrets.masterKey).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('keeps them over a restart, also when a dialect is added', () => {
    const first = load(['one']);
    const second = load(['one', 'other']);
    expect(second).toMatchObject({ ...first, demo: first.demo });
    expect(second.demo.other).toMatch(/^other_[0-9a-f]{64}$/);
  });

  it('lets the environment win without writing its keys down', () => {
    const own = load([]).adminKey;
    expect(load([], { CAREHOOK_ADMIN_KEY: 'chk_mine' }).adminKey).toBe('chk_mine');
    expect(load([]).adminKey).toBe(own);
  });
});

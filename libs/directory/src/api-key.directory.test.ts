import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError, apiKeyHash } from '#domain';
import type { ApiKeyRow } from '#postgres';
import { ApiKeyDirectory } from './api-key.directory.js';
import { DirectorySync } from './directory.sync.js';

/** The api_keys table, and how often it was looked at. */
class FakeKeys {
  revision = 0;
  away = false;
  looks = 0;
  private rows: (ApiKeyRow & { changedAt: number })[] = [];

  save(key: string, changes: Partial<ApiKeyRow> = {}): void {
    this.revision += 1;
    const row = {
      id: `id of ${key}`,
      tenant_id: 'clinic-a',
      name: 'a key',
      role: 'admin' as const,
      key_hash: apiKeyHash(key),
      revoked: false,
      revision: String(this.revision),
      ...changes,
      changedAt: this.revision,
    };
    this.rows = [...this.rows.filter(({ id }) => id !== row.id), row];
  }

  async readRevision(): Promise<number> {
    this.looks += 1;
    if (this.away) throw new Error('database away');
    return this.revision;
  }

  async readChanges(after: number): Promise<ApiKeyRow[]> {
    return this.rows.filter(({ changedAt }) => changedAt > after);
  }
}

let database: FakeKeys;
let nowMs: number;
let keys: ApiKeyDirectory;

beforeEach(async () => {
  database = new FakeKeys();
  nowMs = 1_000_000;
  const sync = new DirectorySync<ApiKeyRow[]>(
    database,
    (rows) => keys.apply(rows),
    60_000,
    () => nowMs,
  );
  keys = new ApiKeyDirectory(sync);
  database.save('chk_known');
  await sync.refresh();
  database.looks = 0;
});

const callerOf = async (key: string) => (await keys.callerOf(apiKeyHash(key)))?.caller;

describe('ApiKeyDirectory', () => {
  it('knows whose key it is without asking the database', async () => {
    expect(await callerOf('chk_known')).toEqual({
      keyId: 'id of chk_known',
      keyName: 'a key',
      tenantId: 'clinic-a',
      role: 'admin',
    });
    expect(database.looks).toBe(0);
  });

  it('gives the stored hash, for a comparison in constant time', async () => {
    const hash = apiKeyHash('chk_known');
    expect((await keys.callerOf(hash))?.hash.equals(hash)).toBe(true);
  });

  it('finds a key that was made a moment ago at once', async () => {
    database.save('chk_new', { role: 'viewer', tenant_id: 'clinic-b' });
    expect(await callerOf('chk_new')).toMatchObject({ role: 'viewer', tenantId: 'clinic-b' });
  });

  it('knows nobody by a key that does not exist', async () => {
    expect(await callerOf('chk_wrong')).toBeUndefined();
    expect(database.looks).toBe(1);
  });

  it('turns a revoked key away within a second', async () => {
    database.save('chk_known', { revoked: true });
    nowMs += 1_000;
    expect(await callerOf('chk_known')).toBeDefined();
    nowMs += 1;
    expect(await callerOf('chk_known')).toBeUndefined();
  });

  it('follows a change of role', async () => {
    database.save('chk_known', { role: 'producer' });
    nowMs += 1_001;
    expect(await callerOf('chk_known')).toMatchObject({ role: 'producer' });
  });
});

describe('while the database is away', () => {
  beforeEach(() => {
    database.away = true;
  });

  it('known keys work on for as long as the directory may be stale', async () => {
    nowMs += 60_000;
    expect(await callerOf('chk_known')).toBeDefined();
  });

  it('no key works after that: the answer is 503 with a time to come again', async () => {
    nowMs += 60_001;
    const asked = callerOf('chk_known');
    await expect(asked).rejects.toThrow(ApiError);
    await expect(asked).rejects.toMatchObject({ code: 'UNAVAILABLE', headers: { 'retry-after': '5' } });
  });
});

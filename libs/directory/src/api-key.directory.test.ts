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
      expires_at: null,
      allowed_ips: null,
      rate_limit: null,
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
    (rows) => keys.apply([], rows),
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

describe('what a key may do', () => {
  const known = (key: string) => keys.callerOf(apiKeyHash(key));

  it('is known with it: until when, from where, how often', async () => {
    database.save('chk_bound', { expires_at: new Date(5_000), allowed_ips: ['10.0.0.0/8'], rate_limit: 7 });
    const bound = await known('chk_bound');
    expect(bound).toMatchObject({ expiresAtMs: 5_000, rateLimit: 7 });
    expect(['10.1.1.1', '11.1.1.1'].map((address) => bound?.allowedNetworks?.includes(address))).toEqual([true, false]);
    expect(await known('chk_known')).toMatchObject({ expiresAtMs: undefined, allowedNetworks: undefined });
  });

  it("is how often its tenant's keys may call, unless it says so itself", async () => {
    database.save('chk_own', { rate_limit: 7 });
    keys.apply([{ id: 'clinic-a', key_rate_limit: 3 }], []);
    expect([(await known('chk_own'))?.rateLimit, (await known('chk_known'))?.rateLimit]).toEqual([7, 3]);
    keys.apply([{ id: 'clinic-a', key_rate_limit: null }], []);
    expect((await known('chk_known'))?.rateLimit).toBeUndefined();
  });

  it('stands behind one object until the key changes', async () => {
    keys.apply([{ id: 'clinic-a', key_rate_limit: 3 }], []);
    const before = (await known('chk_known'))?.caller;
    expect((await known('chk_known'))?.caller).toBe(before);
  });
});

it('gives the times of uses once', () => {
  keys.noteUse('one');
  keys.noteUse('one');
  keys.noteUse('two');
  expect([...keys.takeUses().keys()]).toEqual(['one', 'two']);
  expect(keys.takeUses().size).toBe(0);
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

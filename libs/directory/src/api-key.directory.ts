import { ApiError, type Caller } from '#domain';
import type { ApiKeyRow } from '#postgres';
import { DirectoryTooStale } from './directory.sync.js';

interface KnownKey {
  readonly hash: Buffer;
  readonly caller: Caller;
}

/** A revoked key works for at most so long. */
const MAX_KEY_AGE_MS = 1_000;

/** All API keys in memory, so that no request waits for the database. A key made a moment ago is found at once. */
export class ApiKeyDirectory {
  private readonly keys = new Map<string, KnownKey>();

  constructor(private readonly sync: { readonly ageMs: number; refresh(): Promise<void> }) {}

  /** @throws ApiError UNAVAILABLE when the database has been away for too long to know who is calling */
  async callerOf(hash: Buffer): Promise<KnownKey | undefined> {
    const name = hash.toString('base64');
    try {
      if (this.sync.ageMs > MAX_KEY_AGE_MS) await this.sync.refresh();
      const known = this.keys.get(name);
      if (known) return known;
      await this.sync.refresh();
      return this.keys.get(name);
    } catch (error) {
      if (!(error instanceof DirectoryTooStale)) throw error;
      throw new ApiError('UNAVAILABLE', 'API keys cannot be checked right now', undefined, { 'retry-after': '5' });
    }
  }

  apply(rows: readonly ApiKeyRow[]): void {
    for (const { id, tenant_id: tenantId, name: keyName, role, key_hash: hash, revoked } of rows) {
      const name = hash.toString('base64');
      if (revoked) this.keys.delete(name);
      else this.keys.set(name, { hash, caller: { keyId: id, keyName, tenantId, role } });
    }
  }
}

import { ApiError, NetworkList } from '#domain';
import type { CallerLookup, KnownKey } from '#http-api';
import type { ApiKeyRow, TenantRow } from '#postgres';
import { DirectoryTooStale } from './directory.sync.js';

/** A revoked key works for at most so long. */
const MAX_KEY_AGE_MS = 1_000;

type KeyLimits = Pick<TenantRow, 'id' | 'key_rate_limit'>;

/** All API keys in memory, so that no request waits for the database. A key made a moment ago is found at once. */
export class ApiKeyDirectory implements CallerLookup {
  private readonly keys = new Map<string, KnownKey>();
  private readonly tenantLimits = new Map<string, number | undefined>();
  private uses = new Map<string, number>();

  constructor(private readonly sync: { readonly ageMs: number; refresh(): Promise<void> }) {}

  /** @throws ApiError UNAVAILABLE when the database has been away for too long to know who is calling */
  async callerOf(hash: Buffer): Promise<KnownKey | undefined> {
    const name = hash.toString('base64');
    try {
      if (this.sync.ageMs > MAX_KEY_AGE_MS) await this.sync.refresh();
      const known = this.keys.get(name);
      if (known) return this.limited(known);
      await this.sync.refresh();
      const made = this.keys.get(name);
      return made && this.limited(made);
    } catch (error) {
      if (!(error instanceof DirectoryTooStale)) throw error;
      throw new ApiError('UNAVAILABLE', 'API keys cannot be checked right now', undefined, { 'retry-after': '5' });
    }
  }

  noteUse(keyId: string): void {
    this.uses.set(keyId, Date.now());
  }

  /** When keys were last used since this was last asked, in milliseconds since 1970. */
  takeUses(): ReadonlyMap<string, number> {
    const { uses } = this;
    this.uses = new Map();
    return uses;
  }

  apply(tenants: readonly KeyLimits[], rows: readonly ApiKeyRow[]): void {
    for (const { id, key_rate_limit: limit } of tenants) this.tenantLimits.set(id, limit ?? undefined);
    for (const row of rows) {
      const name = row.key_hash.toString('base64');
      if (row.revoked) this.keys.delete(name);
      else this.keys.set(name, fromRow(row));
    }
  }

  /** With its tenant's limit where it has none of its own. */
  private limited(known: KnownKey): KnownKey {
    const tenantLimit = this.tenantLimits.get(known.caller.tenantId);
    return known.rateLimit !== undefined || tenantLimit === undefined ? known : { ...known, rateLimit: tenantLimit };
  }
}

function fromRow(row: ApiKeyRow): KnownKey {
  return {
    hash: row.key_hash,
    caller: { keyId: row.id, keyName: row.name, tenantId: row.tenant_id, role: row.role },
    expiresAtMs: row.expires_at?.getTime(),
    allowedNetworks: row.allowed_ips ? new NetworkList(row.allowed_ips) : undefined,
    rateLimit: row.rate_limit ?? undefined,
  };
}

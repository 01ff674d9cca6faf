import type { DataSource, EntityManager } from 'typeorm';

/** Whose chain an entry goes to, and its JSON text. */
export interface NewAuditRow {
  readonly tenantId: string;
  readonly entry: string;
}

/** A row as it is stored. */
export interface AuditRow {
  readonly sequence: number;
  /** The text that was hashed. */
  readonly entry: string;
  readonly hash: Buffer;
}

/** The two ends of a tenant's chain: its last row, and the last one that retention dropped (0 for none). */
export interface AuditChain {
  readonly tenantId: string;
  readonly sequence: number;
  readonly hash: Buffer;
  readonly prunedSequence: number;
  readonly prunedHash: Buffer;
}

/** Which rows of a tenant are wanted; what is left out does not matter. Times are those of `AuditEntry.at`. */
export interface AuditSelection {
  readonly tenantId: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `webhook.update`, or the beginning of it: `webhook.*`. */
  readonly action?: string | undefined;
  readonly actorKeyId?: string | undefined;
  readonly objectId?: string | undefined;
}

type Queries = Pick<EntityManager | DataSource, 'query'>;

/** Appends to the tenants' chains, in the order given. Locks their heads until the transaction ends: make it the last call. */
export async function appendAudit(database: Queries, rows: readonly NewAuditRow[]): Promise<void> {
  await database.query('select append_audit($1, $2)', [
    rows.map(({ tenantId }) => tenantId),
    rows.map(({ entry }) => entry),
  ]);
}

/** Rows after (`forwards`) or before a sequence number, in that direction. */
export async function readAuditRows(
  database: Queries,
  { tenantId, from, to, action, actorKeyId, objectId }: AuditSelection,
  page: { readonly beyond: number; readonly limit: number; readonly direction: 'forwards' | 'backwards' },
): Promise<AuditRow[]> {
  const [comparison, order] = page.direction === 'forwards' ? ['>', 'asc'] : ['<', 'desc'];
  const isPrefix = action?.endsWith('*') ?? false;
  const rows = await database.query<{ sequence: string; entry: string; hash: Buffer }[]>(
    `select sequence, entry::text, hash from audit_log
     where tenant_id = $1 and sequence ${comparison} $2
       and ($4::text is null or at >= $4) and ($5::text is null or at < $5)
       and ($6::text is null or action = $6) and ($7::text is null or starts_with(action, $7))
       and ($8::text is null or actor_key_id = $8) and ($9::text is null or object_id = $9)
     order by sequence ${order} limit $3`,
    [
      tenantId,
      page.beyond,
      page.limit,
      from,
      to,
      isPrefix ? undefined : action,
      isPrefix ? action?.slice(0, -1) : undefined,
      actorKeyId,
      objectId,
    ],
  );
  return rows.map(({ sequence, entry, hash }) => ({ sequence: Number(sequence), entry, hash }));
}

/** Of one tenant, or of all of them in the order of their ids. */
export async function readAuditChains(database: Queries, tenantId?: string): Promise<AuditChain[]> {
  const rows = await database.query<
    { tenant_id: string; sequence: string; hash: Buffer; pruned_sequence: string; pruned_hash: Buffer }[]
  >(
    `select tenant_id, sequence, hash, pruned_sequence, pruned_hash from audit_heads
     where $1::text is null or tenant_id = $1 order by tenant_id`,
    [tenantId],
  );
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    sequence: Number(row.sequence),
    hash: row.hash,
    prunedSequence: Number(row.pruned_sequence),
    prunedHash: row.pruned_hash,
  }));
}

/** Drops what is older than `before`, at most `limit` rows of each tenant, and returns how many. Their chains stay sound. */
export async function pruneAudit(database: Queries, before: Date, limit: number): Promise<number> {
  const rows = await database.query<[{ dropped: string }]>('select prune_audit($1, $2) as dropped', [
    before.toISOString(),
    limit,
  ]);
  return Number(rows[0].dropped);
}

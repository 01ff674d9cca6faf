import { auditHash } from '#domain';
import { type AuditChain, type AuditRow, type DataSource, readAuditChains, readAuditRows } from '#postgres';

/** Whether a tenant's chain holds. `rows` were looked at. */
export interface ChainVerdict {
  readonly tenantId: string;
  readonly ok: boolean;
  readonly rows: number;
  /** The first row that is not what was written, or is missing; null where the chain holds. */
  readonly firstBroken: { readonly sequence: number; readonly reason: string } | null;
  /** The end of the chain, in hex. Kept elsewhere it shows later that nobody wrote the whole chain anew. */
  readonly head: { readonly sequence: number; readonly hash: string };
}

const PAGE = 1_000;

/** Follows a tenant's chain from the first row that is kept to its head, page by page. */
export async function verifyChain(database: DataSource, tenantId: string): Promise<ChainVerdict | undefined> {
  const [chain] = await readAuditChains(database, tenantId);
  return chain && checkChain(chain, (beyond) => rowsAfter(database, chain, beyond));
}

/** The same, of any source of pages: the rows after a sequence number, in order; none at the end. */
export async function checkChain(
  chain: AuditChain,
  rowsBeyond: (sequence: number) => Promise<readonly AuditRow[]>,
): Promise<ChainVerdict> {
  const { tenantId } = chain;
  let sequence = chain.prunedSequence;
  let hash = chain.prunedHash;
  const verdict = (reason?: string): ChainVerdict => ({
    tenantId,
    ok: reason === undefined,
    rows: sequence - chain.prunedSequence,
    firstBroken: reason === undefined ? null : { sequence: sequence + 1, reason },
    head: { sequence: chain.sequence, hash: chain.hash.toString('hex') },
  });
  for (;;) {
    const rows = await rowsBeyond(sequence);
    for (const row of rows) {
      if (row.sequence !== sequence + 1) return verdict('is missing');
      if (!auditHash(hash, tenantId, row.sequence, row.entry).equals(row.hash)) return verdict('was changed');
      sequence = row.sequence;
      hash = row.hash;
    }
    if (rows.length > 0) continue;
    if (sequence < chain.sequence) return verdict('is missing');
    return hash.equals(chain.hash) ? verdict() : verdict('the head of the chain was changed');
  }
}

/** Up to the head as it was read: what is appended meanwhile is not looked at. */
async function rowsAfter(database: DataSource, { tenantId, sequence }: AuditChain, beyond: number) {
  const rows = await readAuditRows(database, { tenantId }, { beyond, limit: PAGE, direction: 'forwards' });
  return rows.filter((row) => row.sequence <= sequence);
}

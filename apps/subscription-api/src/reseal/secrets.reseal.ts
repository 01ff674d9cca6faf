import { type DataSource, readSealedUnderOthers, replaceSealed, type SealedRow } from '#postgres';
import { type SecretSealer, SecretUnreadable } from '#signing';

const BATCH_ROWS = 500;
const BEFORE_ALL_IDS = '00000000-0000-0000-0000-000000000000';

/** What became of the secrets and keys that were sealed under another key than the current one. */
export interface ResealResult {
  readonly resealed: number;
  /** Those that could not be opened, with the reason; they stay as they are. */
  readonly unreadable: readonly { readonly boundTo: string; readonly reason: string }[];
}

/**
 * Seals every secret, every key of a webhook's own certificate and every data key under the current master key that is sealed
 * under another one. In batches, each a statement: where it is stopped, the next run goes on. Secrets that are changed
 * meanwhile are left to who changes them.
 */
export async function resealSecrets(
  database: DataSource,
  sealer: SecretSealer,
  onBatch: (resealed: number) => void = () => undefined,
): Promise<ResealResult> {
  const unreadable: { boundTo: string; reason: string }[] = [];
  let resealed = 0;
  let after = BEFORE_ALL_IDS;
  for (;;) {
    const rows = await readSealedUnderOthers(database, sealer.keyId, after, BATCH_ROWS);
    const last = rows.at(-1);
    if (!last) return { resealed, unreadable };
    after = last.id;
    const changes = rows.flatMap((row) => {
      const change = changeOf(sealer, row);
      if (typeof change === 'object') return [change];
      unreadable.push({ boundTo: row.boundTo, reason: change });
      return [];
    });
    resealed += await replaceSealed(database, changes);
    onBatch(resealed);
  }
}

/** The change of one row, or why it cannot be opened. */
function changeOf(sealer: SecretSealer, { id, boundTo, sealed }: SealedRow) {
  try {
    return { id, before: sealed, after: sealer.seal(sealer.open(sealed, boundTo), boundTo) };
  } catch (error) {
    if (error instanceof SecretUnreadable) return error.message;
    throw error;
  }
}

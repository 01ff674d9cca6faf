import type { DataSource } from 'typeorm';
import { readSealingKeyIds } from './statements/sealed-secrets.statements.js';

/** Webhooks' secrets or tenants' data keys are sealed under master keys that this process was not given. Names their ids, which are not secret. */
export class MasterKeysUnknown extends Error {
  override readonly name = 'MasterKeysUnknown';
  constructor(readonly keyIds: readonly string[]) {
    super(
      `webhooks' secrets or tenants' data keys are sealed under master keys that are not known here: ${keyIds.join(', ')}. ` +
        'Give them in CAREHOOK_OLD_MASTER_KEYS',
    );
  }
}

/** Better no start than webhooks that cannot be signed for and data that cannot be opened. @throws MasterKeysUnknown */
export async function refuseUnknownMasterKeys(
  database: DataSource,
  sealer: { knows(keyId: string): boolean },
): Promise<void> {
  const unknown = (await readSealingKeyIds(database)).filter((keyId) => !sealer.knows(keyId));
  if (unknown.length > 0) throw new MasterKeysUnknown(unknown);
}

import { randomBytes } from 'node:crypto';
import { readJsonFile, writeJsonFile } from './json.file.js';

/** What a restart must find again: the admin's key, the key that seals webhooks' secrets, and the demo's secrets. */
export interface StackSecrets {
  readonly adminKey: string;
  /** 32 bytes in hexadecimal. */
  readonly masterKey: string;
  /** The secret of the demo's webhook of each dialect, by the dialect's name. */
  readonly demo: Readonly<Record<string, string>>;
}

/** What makes a secret of its own form from 32 random bytes: a dialect. */
export interface SecretMaker {
  readonly name: string;
  makeSecret(random: Buffer): string;
}

/**
 * Reads the secrets, makes those that are missing and keeps them. `CAREHOOK_ADMIN_KEY` and `CAREHOOK_MASTER_KEY` win
 * where they are set, and are not written down.
 */
export function loadSecrets(
  path: string,
  dialects: readonly SecretMaker[],
  environment: NodeJS.ProcessEnv,
): StackSecrets {
  const kept = readJsonFile<Partial<StackSecrets>>(path) ?? {};
  const secrets: StackSecrets = {
    adminKey: kept.adminKey ?? `chk_${randomBytes(32).toString('base64url')}`,
    masterKey: kept.masterKey ?? randomBytes(32).toString('hex'),
    demo: {
      ...Object.fromEntries(dialects.map((dialect) => [dialect.name, dialect.makeSecret(randomBytes(32))])),
      ...kept.demo,
    },
  };
  writeJsonFile(path, secrets);
  return {
    ...secrets,
    adminKey: environment.CAREHOOK_ADMIN_KEY || secrets.adminKey,
    masterKey: environment.CAREHOOK_MASTER_KEY || secrets.masterKey,
  };
}

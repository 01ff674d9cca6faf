import type { SigningKey } from '#signing';

/** A delivery whose dialect must be signed, for a webhook without an active secret. */
export class SigningSecretMissing extends Error {
  override readonly name = 'SigningSecretMissing';
  constructor() {
    super('the webhook has no active secret to sign with');
  }
}

/**
 * The one that signs where the wire format holds a single signature. `keys` are those of the active secrets, newest first.
 *
 * @throws SigningSecretMissing
 */
export function newestKey(keys: readonly SigningKey[]): SigningKey {
  const [newest] = keys;
  if (newest === undefined) throw new SigningSecretMissing();
  return newest;
}

const MIN_SECRET_CHARS = 8;
const MAX_SECRET_CHARS = 256;

/** Why free text cannot be a secret, for products that document no form for it. */
export function freeTextSecretProblem(secret: string): string | undefined {
  const fits = secret.length >= MIN_SECRET_CHARS && secret.length <= MAX_SECRET_CHARS;
  return fits ? undefined : `must have ${MIN_SECRET_CHARS} to ${MAX_SECRET_CHARS} characters`;
}

/** A secret that is not in Standard Webhooks' form. Never carries the secret. */
export class StandardSecretMalformed extends RangeError {
  override readonly name = 'StandardSecretMalformed';
  constructor(readonly reason: string) {
    super(`not a Standard Webhooks secret: ${reason}`);
  }
}

const PREFIX = 'whsec_';
const MIN_KEY_BYTES = 24;
const MAX_KEY_BYTES = 64;

/**
 * The HMAC key in a Standard Webhooks secret: `whsec_` and the padded base64 of 24 to 64 bytes.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @throws StandardSecretMalformed
 */
export function parseStandardSecret(secret: string): Buffer {
  if (!secret.startsWith(PREFIX)) throw new StandardSecretMalformed(`it must start with ${PREFIX}`);
  const base64 = secret.slice(PREFIX.length);
  const key = Buffer.from(base64, 'base64');
  // Buffer skips what is not base64; receivers' libraries refuse it.
  if (key.toString('base64') !== base64) {
    throw new StandardSecretMalformed(`what follows ${PREFIX} must be padded base64`);
  }
  if (key.length < MIN_KEY_BYTES || key.length > MAX_KEY_BYTES) {
    throw new StandardSecretMalformed(`its key must have ${MIN_KEY_BYTES} to ${MAX_KEY_BYTES} bytes`);
  }
  return key;
}

/** A secret from 24 to 64 random bytes. */
export function formatStandardSecret(random: Buffer): string {
  return `${PREFIX}${random.toString('base64')}`;
}

import { createHmac } from 'node:crypto';

const HEX_DIGITS = 32;

/**
 * Tells whether a signing secret is still the one that Carehook was given. It stands in the status, which more people may read
 * than Secrets: it is keyed with the API key, so that nobody without that can try secrets against it.
 */
export function fingerprintOf(secret: string, apiKey: string): string {
  return createHmac('sha256', apiKey).update(secret).digest('hex').slice(0, HEX_DIGITS);
}

const HINT_LENGTH = 4;

/** As Carehook shows the secret that signs. */
export function hintOf(secret: string): string {
  return secret.slice(-HINT_LENGTH);
}

import type { SigningKey } from '#signing';
import { type SignedMessage, standardWebhooksHeaders } from '../standard-webhooks.js';

/** CloudEvents has no signature of its own: Standard Webhooks' where the webhook has a secret, else none. */
export function signatureHeaders(
  message: SignedMessage,
  body: Buffer,
  keys: readonly SigningKey[],
): Record<string, string> {
  return keys.length === 0 ? {} : standardWebhooksHeaders(message, body, keys);
}

import { type SignedMessage, standardWebhooksHeaders } from '../standard-webhooks.js';

/** CloudEvents has no signature of its own: Standard Webhooks' where the webhook has a secret, else none. */
export function signatureHeaders(
  message: SignedMessage,
  body: Buffer,
  secrets: readonly string[],
): Record<string, string> {
  return secrets.length === 0 ? {} : standardWebhooksHeaders(message, body, secrets);
}

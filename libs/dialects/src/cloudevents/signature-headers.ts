import type { OutgoingDelivery } from '../dialect.js';
import { standardWebhooksHeaders } from '../standard-webhooks.js';

/** CloudEvents has no signature of its own: Standard Webhooks' where the webhook has a secret, else none. */
export function signatureHeaders(
  delivery: OutgoingDelivery,
  body: Buffer,
  secrets: readonly string[],
): Record<string, string> {
  return secrets.length === 0 ? {} : standardWebhooksHeaders(delivery, body, secrets);
}

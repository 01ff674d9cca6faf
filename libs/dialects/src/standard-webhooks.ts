import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain';
import {
  formatStandardSecret,
  hmacBase64,
  parseStandardSecret,
  type SigningKey,
  StandardSecretMalformed,
  signingKey,
} from '#signing';
import type { Dialect, DialectLimits, OutgoingDelivery } from './dialect.js';
import { delaysOfDocumentedList, timeoutWithin } from './retry-policy.js';
import { SigningSecretMissing } from './signing-secret.js';

/** Nothing in the specification limits these; they keep one webhook from holding a sender's slots and its own queue. */
const LIMITS: DialectLimits = { maxRetries: 20, maxTimeoutMs: 300 * SECOND_MS };
const TIMEOUT_MS = 20 * SECOND_MS;
const MAX_AGE_MS = 7 * DAY_MS;

const DELAYS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;

/**
 * What Standard Webhooks 1.0 says about retries and secrets, for every dialect that is signed by it.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const STANDARD_WEBHOOKS = {
  retryDelaysMs: (config) => delaysOfDocumentedList(DELAYS_MS, DAY_MS, config, LIMITS),
  jitterRatio: 0.1,
  timeoutMs: (config) => timeoutWithin(LIMITS, config, TIMEOUT_MS),
  maxAgeMs: () => MAX_AGE_MS,
  limits: LIMITS,

  makeSecret: formatStandardSecret,
  signingKey: (secret) => signingKey(parseStandardSecret(secret)),
  secretProblem(secret) {
    try {
      parseStandardSecret(secret);
      return undefined;
    } catch (error) {
      if (error instanceof StandardSecretMalformed) return error.reason;
      throw error;
    }
  },
} as const satisfies Partial<Dialect>;

/** What a signature needs to know of a delivery, or of a batch. */
export interface SignedMessage {
  readonly event: Pick<OutgoingDelivery['event'], 'uid'>;
  readonly sentAtMs: number;
}

/**
 * `webhook-id`, equal over retries; `webhook-timestamp` of this attempt, in seconds; and `webhook-signature`.
 *
 * @throws SigningSecretMissing
 */
export function standardWebhooksHeaders(
  message: SignedMessage,
  body: Buffer,
  keys: readonly SigningKey[],
): Record<string, string> {
  const id = message.event.uid;
  const seconds = String(Math.floor(message.sentAtMs / SECOND_MS));
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': signatures(`${id}.${seconds}.`, body, keys),
  };
}

/** `v1,` and the base64 HMAC of `id.timestamp.body` by each active secret's key, so that a receiver may still hold an old one. */
function signatures(head: string, body: Buffer, keys: readonly SigningKey[]): string {
  if (keys.length === 0) throw new SigningSecretMissing();
  return keys.map((key) => `v1,${hmacBase64(key, [head, body])}`).join(' ');
}

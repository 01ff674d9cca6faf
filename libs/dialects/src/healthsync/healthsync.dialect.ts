import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain';
import { dataAsJson } from '#raw-json';
import { hmacHex, signingKey } from '#signing';
import { commonHeaders } from '../common-headers.js';
import type { Dialect, DialectLimits } from '../dialect.js';
import { delaysOfDocumentedList, timeoutWithin } from '../retry-policy.js';
import { freeTextSecretProblem, newestKey } from '../signing-secret.js';
import { CATALOGUE } from './healthsync.catalogue.js';

/** The page names no limits; these keep one webhook from holding a sender's slots and its own queue. */
const LIMITS: DialectLimits = { maxRetries: 20, maxTimeoutMs: 300 * SECOND_MS };
const TIMEOUT_MS = 5 * SECOND_MS;
const MAX_AGE_MS = DAY_MS;

/** "Give up after 4 failed attempts" counts the retries: the page lists four waits. */
const DELAYS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS] as const;

const CLOSING_BRACES = Buffer.from('}}');

/** Webhooks as HealthSync's page "Webhooks & Event Subscriptions" documents them. */
export const healthsync: Dialect = {
  name: 'healthsync',
  product: 'HealthSync',

  /** `{"id","type","created_at","data":{"object"}}`; the data's bytes are spliced in untouched. */
  envelope({ event, data }) {
    const attributes = JSON.stringify({ id: event.id, type: event.type, created_at: event.time });
    const head = `${attributes.slice(0, -1)},"data":{"object":`;
    return Buffer.concat([Buffer.from(head), dataAsJson(data, event.contentType), CLOSING_BRACES]);
  },

  /** The signature is `sha256=` and the hex HMAC of the body, by the newest secret. */
  headers(delivery, body, keys) {
    return {
      ...commonHeaders(delivery),
      'X-HealthSync-Signature': `sha256=${hmacHex(newestKey(keys), body)}`,
      'X-HealthSync-Event': delivery.event.type,
      'X-HealthSync-Delivery': delivery.deliveryId,
    };
  },

  retryDelaysMs: (config) => delaysOfDocumentedList(DELAYS_MS, MAX_AGE_MS, config, LIMITS),
  jitterRatio: 0,
  timeoutMs: (config) => timeoutWithin(LIMITS, config, TIMEOUT_MS),
  maxAgeMs: () => MAX_AGE_MS,
  limits: LIMITS,

  unsignedAllowed: false,
  makeSecret: (random) => random.toString('hex'),
  signingKey,
  secretProblem: freeTextSecretProblem,

  filterAliases: {},
  catalogue: CATALOGUE,
};

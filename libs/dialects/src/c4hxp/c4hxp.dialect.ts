import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain';
import { dataAsJson } from '#raw-json';
import { hmacHex, signingKey } from '#signing';
import { commonHeaders } from '../common-headers.js';
import type { Dialect, DialectLimits } from '../dialect.js';
import { delaysOfDocumentedList, timeoutWithin } from '../retry-policy.js';
import { freeTextSecretProblem, newestKey } from '../signing-secret.js';
import { CATALOGUE } from './c4hxp.catalogue.js';

const API_VERSION = '2.0.0';

/** The page names no limits; these keep one webhook from holding a sender's slots and its own queue. */
const LIMITS: DialectLimits = { maxRetries: 20, maxTimeoutMs: 300 * SECOND_MS };
const TIMEOUT_MS = 30 * SECOND_MS;
const MAX_AGE_MS = DAY_MS;

/** "Max Retries: 5 attempts" counts the retries: the page lists five waits. */
const DELAYS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 6 * HOUR_MS] as const;

/** Webhooks as C4HXP's page "Webhooks" documents them. */
export const c4hxp: Dialect = {
  name: 'c4hxp',
  product: 'C4HXP',

  /**
   * `{"event","data","meta":{"timestamp","webhook_id","api_version"}}`; the data's bytes are spliced in untouched.
   * `webhook_id` names the delivery: the page's receivers take two requests with the same one for duplicates.
   */
  envelope({ event, data, deliveryId }) {
    const head = `{"event":${JSON.stringify(event.type)},"data":`;
    const meta = JSON.stringify({ timestamp: event.time, webhook_id: deliveryId, api_version: API_VERSION });
    return Buffer.concat([Buffer.from(head), dataAsJson(data, event.contentType), Buffer.from(`,"meta":${meta}}`)]);
  },

  /** The signature is `sha256=` and the hex HMAC of the body, by the newest secret. */
  headers(delivery, body, keys) {
    return {
      ...commonHeaders(delivery),
      'X-C4HXP-Signature': `sha256=${hmacHex(newestKey(keys), body)}`,
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

  sendingIpRanges: ['52.1.1.1/32', '52.1.1.2/32', '52.1.1.3/32'],
};

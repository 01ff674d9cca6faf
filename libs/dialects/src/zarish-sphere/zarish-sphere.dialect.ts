import { DAY_MS, SECOND_MS } from '#domain';
import { canonicalJson, dataAsJson, isJsonContentType } from '#raw-json';
import { hmacHex, signingKey } from '#signing';
import { commonHeaders } from '../common-headers.js';
import type { Dialect, DialectLimits, OutgoingDelivery } from '../dialect.js';
import { delaysOfBackoff, timeoutWithin } from '../retry-policy.js';
import { freeTextSecretProblem, newestKey } from '../signing-secret.js';
import { CATALOGUE } from './catalogue/index.js';
import { FILTER_ALIASES } from './zarish-sphere.filter-aliases.js';

const VERSION = '1.0';

/** The page names no limits; these keep one webhook from holding a sender's slots and its own queue. */
const LIMITS: DialectLimits = { maxRetries: 20, maxTimeoutMs: 300 * SECOND_MS };
const TIMEOUT_MS = 30 * SECOND_MS;
const MAX_AGE_MS = DAY_MS;
const RETRIES = { retries: 3, firstDelayMs: SECOND_MS, strategy: 'exponential', maxDelayMs: MAX_AGE_MS } as const;

/** Webhooks as ZARISH SPHERE's page "Webhook Events" documents them. */
export const zarishSphere: Dialect = {
  name: 'zarish-sphere',
  product: 'ZARISH SPHERE',

  /**
   * `{"webhookId","eventType","timestamp","version","data","signature","id"}`. The whole of it is what
   * `JSON.stringify(JSON.parse(body))` gives, because the page's Express receiver checks the signature of that.
   * `signature` is `sha256=` and the HMAC of the same body without this member.
   */
  envelope(delivery, keys) {
    const head = Buffer.from(bodyBeforeData(delivery));
    const data = canonicalData(delivery);
    const tail = `,"id":${JSON.stringify(delivery.event.id)}}`;
    const signature = hmacHex(newestKey(keys), [head, data, tail]);
    return Buffer.concat([head, data, Buffer.from(`,"signature":"sha256=${signature}"${tail}`)]);
  },

  /** The page's Flask receiver reads the one signature header, its Express receiver the other. */
  headers(delivery, body, keys) {
    const signature = hmacHex(newestKey(keys), body);
    return {
      ...commonHeaders(delivery),
      'X-ZarishSphere-Signature': signature,
      'X-Zarish-Sphere-Signature': signature,
      'X-Webhook-Id': delivery.webhookId,
      'X-Webhook-Attempt': String(delivery.attempt),
    };
  },

  retryDelaysMs: (config) => delaysOfBackoff(RETRIES, config, LIMITS),
  jitterRatio: 0,
  timeoutMs: (config) => timeoutWithin(LIMITS, config, TIMEOUT_MS),
  maxAgeMs: () => MAX_AGE_MS,
  limits: LIMITS,

  unsignedAllowed: false,
  makeSecret: (random) => random.toString('hex'),
  signingKey,
  secretProblem: freeTextSecretProblem,

  filterAliases: FILTER_ALIASES,
  catalogue: CATALOGUE,
};

function bodyBeforeData({ webhookId, event }: OutgoingDelivery): string {
  const attributes = { webhookId, eventType: event.type, timestamp: event.time, version: VERSION };
  return `${JSON.stringify(attributes).slice(0, -1)},"data":`;
}

/** What dataAsJson makes of other data is canonical already. */
function canonicalData({ event, data }: OutgoingDelivery): Buffer {
  const json = dataAsJson(data, event.contentType);
  return isJsonContentType(event.contentType) ? canonicalJson(json) : json;
}

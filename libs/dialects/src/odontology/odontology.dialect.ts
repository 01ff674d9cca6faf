import { DAY_MS, MINUTE_MS, SECOND_MS } from '#domain';
import { dataAsJson } from '#raw-json';
import { hmacHex, signingKey } from '#signing';
import { commonHeaders } from '../common-headers.js';
import type { Dialect, DialectLimits } from '../dialect.js';
import { delaysOfBackoff, timeoutWithin } from '../retry-policy.js';
import { newestKey } from '../signing-secret.js';
import { CATALOGUE } from './odontology.catalogue.js';

const USER_AGENT = 'OdontologyApp-Webhooks/1.0';

/** The page retries three times at most. It names no time-out; this one keeps a webhook from holding a sender's slots. */
const LIMITS: DialectLimits = { maxRetries: 3, maxTimeoutMs: 300 * SECOND_MS };
const TIMEOUT_MS = 30 * SECOND_MS;
const MAX_AGE_MS = DAY_MS;
const RETRIES = { retries: 3, firstDelayMs: MINUTE_MS, strategy: 'exponential', maxDelayMs: MAX_AGE_MS } as const;

const SECRET_PREFIX = 'whsec_';
/** The page's column holds 100 characters; its shortest sample has 9 after the prefix. */
const SECRET = /^whsec_[\x21-\x7e]{8,94}$/;

/** Webhooks as OdontologyApp's guide documents them. */
export const odontology: Dialect = {
  name: 'odontology',
  product: 'OdontologyApp',

  /**
   * `{"event","timestamp","data"}`; the data's bytes are spliced in untouched. `timestamp` is when this attempt is
   * sent, as the page's `deliverWebhook` makes it anew for each one.
   */
  envelope({ event, data, sentAtMs }) {
    const timestamp = new Date(sentAtMs).toISOString();
    const head = `{"event":${JSON.stringify(event.type)},"timestamp":"${timestamp}","data":`;
    return Buffer.concat([Buffer.from(head), dataAsJson(data, event.contentType), CLOSING_BRACE]);
  },

  /** The HMAC key is the secret's whole text, `whsec_` included, as the page's receiver has it. */
  headers(delivery, body, keys) {
    return {
      ...commonHeaders(delivery, USER_AGENT),
      'X-Webhook-Signature': hmacHex(newestKey(keys), body),
      'X-Webhook-Event': delivery.event.type,
    };
  },

  retryDelaysMs: (config) => delaysOfBackoff(RETRIES, config, LIMITS),
  jitterRatio: 0,
  timeoutMs: (config) => timeoutWithin(LIMITS, config, TIMEOUT_MS),
  maxAgeMs: () => MAX_AGE_MS,
  limits: LIMITS,

  unsignedAllowed: false,
  makeSecret: (random) => SECRET_PREFIX + random.toString('hex'),
  signingKey,
  secretProblem: (secret) =>
    SECRET.test(secret) ? undefined : 'must be whsec_ and 8 to 94 visible ASCII characters, without spaces',

  filterAliases: {},
  catalogue: CATALOGUE,
};

const CLOSING_BRACE = Buffer.from('}');

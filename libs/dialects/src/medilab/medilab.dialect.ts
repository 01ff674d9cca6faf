import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#domain';
import { dataAsJson } from '#raw-json';
import { hmacHex, signingKey } from '#signing';
import { commonHeaders } from '../common-headers.js';
import type { Dialect, DialectLimits } from '../dialect.js';
import { delaysOfBackoff, timeoutWithin } from '../retry-policy.js';
import { freeTextSecretProblem } from '../signing-secret.js';
import { CATALOGUE } from './medilab.catalogue.js';

const USER_AGENT = 'MediLab-Webhook/1.0';

const LIMITS: DialectLimits = { maxRetries: 10, maxTimeoutMs: 300 * SECOND_MS };
const TIMEOUT_MS = 30 * SECOND_MS;
const MAX_AGE_MS = 72 * HOUR_MS;
/** For the time that requests wait for their turn. */
const SLACK_MS = HOUR_MS;

/**
 * `max_retries` does not count the first attempt: the page's default of 3 leads to its four attempts. The
 * longest wait keeps ten retries within the seven days for which Kafka holds an event by default; the page's own first
 * wait never reaches it.
 */
const RETRIES = { retries: 3, firstDelayMs: MINUTE_MS, strategy: 'exponential', maxDelayMs: 12 * HOUR_MS } as const;

/** Webhooks as MediLab's page "Система Webhook'ов - Руководство" documents them. */
export const medilab: Dialect = {
  name: 'medilab',
  product: 'MediLab',

  /**
   * `{"event_type","event_data","webhook_id","timestamp","attempt"}`; the data's bytes are spliced in untouched.
   * `timestamp` is the time of this attempt: the page's example bears one five seconds after its event.
   */
  envelope({ event, data, webhookId, attempt, sentAtMs }) {
    const head = `{"event_type":${JSON.stringify(event.type)},"event_data":`;
    const tail = JSON.stringify({ webhook_id: webhookId, timestamp: wholeSeconds(sentAtMs), attempt }).slice(1);
    return Buffer.concat([Buffer.from(head), dataAsJson(data, event.contentType), Buffer.from(`,${tail}`)]);
  },

  headers(delivery, body, [newest]) {
    return {
      ...commonHeaders(delivery, USER_AGENT),
      'X-Webhook-Event': delivery.event.type,
      'X-Webhook-ID': delivery.webhookId,
      'X-Webhook-Attempt': String(delivery.attempt),
      ...(newest !== undefined && { 'X-Webhook-Signature': `sha256=${hmacHex(newest, body)}` }),
    };
  },

  retryDelaysMs: (config) => delaysOfBackoff(RETRIES, config, LIMITS),
  jitterRatio: 0,
  timeoutMs: (config) => timeoutWithin(LIMITS, config, TIMEOUT_MS),
  /** As long as the last retry needs when every attempt takes all of its time, and not less than 72 hours. */
  maxAgeMs(config) {
    const delaysMs = medilab.retryDelaysMs(config);
    const waitsMs = delaysMs.reduce((sum, delayMs) => sum + delayMs, 0);
    return Math.max(MAX_AGE_MS, waitsMs + (delaysMs.length + 1) * medilab.timeoutMs(config) + SLACK_MS);
  },
  limits: LIMITS,

  unsignedAllowed: true,
  makeSecret: (random) => random.toString('hex'),
  signingKey,
  secretProblem: freeTextSecretProblem,

  /** None: the page's filter names (`department`, `patient_type`, `amount_min`) stand at the top of its flat data. */
  filterAliases: {},
  catalogue: CATALOGUE,
};

/** `2024-01-15T10:30:05Z`, as the page writes it. */
function wholeSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -'.000Z'.length)}Z`;
}

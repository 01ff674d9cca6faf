import crypto from 'node:crypto';
import type { DialectFixture, Receiver } from '../dialect.fixture.js';

/** The page's JavaScript sample, `verifyWebhook`. */
const javascript: Receiver = (headers, body, secret) => {
  const expectedSignature = crypto.createHmac('sha256', secret).update(body.toString('utf8')).digest('hex');
  return headers['x-webhook-signature'] === `sha256=${expectedSignature}`;
};

/** The page's Python sample, `verify_signature`: key and payload as UTF-8 bytes. */
const python: Receiver = (headers, body, secret) => {
  const expected = crypto.createHmac('sha256', Buffer.from(secret, 'utf8')).update(body).digest('hex');
  return headers['x-webhook-signature'] === `sha256=${expected}`;
};

const MINUTE_MS = 60_000;

export const fixture: DialectFixture = {
  secrets: ['webhook-secret-key', 'previous-secret-key'],
  signsWithEverySecret: false,

  bodyKeys: ['event_type', 'event_data', 'webhook_id', 'timestamp', 'attempt'],
  bodyMembers: ({ webhookId, event, attempt, sentAtMs }) => ({
    event_type: event.type,
    webhook_id: webhookId,
    timestamp: new Date(Math.floor(sentAtMs / 1000) * 1000).toISOString().replace('.000', ''),
    attempt,
  }),
  dataIn: (body) => body.event_data,
  splicesData: true,

  headers: ({ webhookId, event, attempt }) => ({
    'User-Agent': 'MediLab-Webhook/1.0',
    'X-Webhook-Event': event.type,
    'X-Webhook-ID': webhookId,
    'X-Webhook-Attempt': String(attempt),
  }),
  signatureHeaders: ['X-Webhook-Signature'],
  /** It stands in both places; NaN, which equals no attempt, where they differ. */
  attemptIn: (headers, body) => (headers['x-webhook-attempt'] === String(body.attempt) ? Number(body.attempt) : NaN),
  receivers: { 'the JavaScript sample': javascript, 'the Python sample': python },

  retryDelaysMs: [60_000, 120_000, 240_000],
  configuredRetries: [
    [{ maxRetries: 0 }, []],
    [{ maxRetries: 3, retryDelay: 5000, timeout: 30_000 }, [5000, 10_000, 20_000]],
    [{ maxRetries: 10 }, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((minutes) => minutes * MINUTE_MS)],
    [{ maxRetries: 11 }, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((minutes) => minutes * MINUTE_MS)],
    [{ backoffStrategy: 'fixed' }, [60_000, 60_000, 60_000]],
    [{ retryDelay: 50_000_000 }, [43_200_000, 43_200_000, 43_200_000]],
  ],
  jitterRatio: 0,
  timeoutMs: 30_000,
  timeoutIsConfigurable: true,
  maxAgeMs: 72 * 3_600_000,
};

import crypto from 'node:crypto';
import type { DialectFixture, Receiver } from '../dialect.fixture.js';

/** The page's receiving route: the text of the request, and the whole secret as the key. */
const receivingRoute: Receiver = (headers, body, secret) => {
  const payload = body.toString('utf8');
  const expectedSignature = crypto.createHmac('sha256', secret).update(payload).digest('hex');
  return headers['x-webhook-signature'] === expectedSignature;
};

/** The page's `verifyWebhookSignature`, whose `timingSafeEqual` throws on texts of different lengths. */
const verifyWebhookSignature: Receiver = (headers, body, secret) => {
  const expectedSignature = crypto.createHmac('sha256', secret).update(body).digest('hex');
  return crypto.timingSafeEqual(Buffer.from(headers['x-webhook-signature'] ?? ''), Buffer.from(expectedSignature));
};

export const fixture: DialectFixture = {
  secrets: ['whsec_abc123xyz', `whsec_${'0f'.repeat(32)}`],
  signsWithEverySecret: false,

  bodyKeys: ['event', 'timestamp', 'data'],
  bodyMembers: ({ event, sentAtMs }) => ({ event: event.type, timestamp: new Date(sentAtMs).toISOString() }),
  dataIn: (body) => body.data,
  splicesData: true,

  headers: ({ event }) => ({ 'User-Agent': 'OdontologyApp-Webhooks/1.0', 'X-Webhook-Event': event.type }),
  signatureHeaders: ['X-Webhook-Signature'],
  receivers: { 'the receiving route': receivingRoute, verifyWebhookSignature },

  retryDelaysMs: [60_000, 120_000, 240_000],
  configuredRetries: [
    [{ maxRetries: 0 }, []],
    [{ maxRetries: 2 }, [60_000, 120_000]],
    [{ maxRetries: 4 }, [60_000, 120_000, 240_000]],
    [{ retryDelay: 1000, backoffStrategy: 'linear' }, [1000, 2000, 3000]],
  ],
  jitterRatio: 0,
  timeoutMs: 30_000,
  timeoutIsConfigurable: true,
  maxAgeMs: 86_400_000,
};

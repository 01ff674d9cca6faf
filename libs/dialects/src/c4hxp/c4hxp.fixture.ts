import crypto from 'node:crypto';
import type { DialectFixture, Receiver } from '../dialect.fixture.js';

/** The page's `verifyWebhookSignature`; its `timingSafeEqual` throws at another length, which is a refusal too. */
const verifyWebhookSignature: Receiver = (headers, body, secret) => {
  const expectedSignature = crypto.createHmac('sha256', secret).update(body).digest('hex');
  const expected = Buffer.from(`sha256=${expectedSignature}`);
  const signature = Buffer.from(headers['x-c4hxp-signature'] ?? '');
  return signature.length === expected.length && crypto.timingSafeEqual(expected, signature);
};

export const fixture: DialectFixture = {
  secrets: ['your_webhook_secret', 'an_older_webhook_secret'],
  signsWithEverySecret: false,

  bodyKeys: ['event', 'data', 'meta'],
  bodyMembers: ({ event, deliveryId }) => ({
    event: event.type,
    meta: { timestamp: event.time, webhook_id: deliveryId, api_version: '2.0.0' },
  }),
  dataIn: (body) => body.data,
  splicesData: true,

  headers: () => ({}),
  signatureHeaders: ['X-C4HXP-Signature'],
  receivers: { "the page's verifyWebhookSignature": verifyWebhookSignature },

  retryDelaysMs: [60_000, 300_000, 1_800_000, 7_200_000, 21_600_000],
  configuredRetries: [
    [{ maxRetries: 0 }, []],
    [{ maxRetries: 2, timeout: 1000 }, [60_000, 300_000]],
    [{ maxRetries: 7 }, [60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 21_600_000, 21_600_000]],
    [{ retryDelay: 1000 }, [1000, 2000, 4000, 8000, 16_000]],
    [{ maxRetries: 3, backoffStrategy: 'linear' }, [60_000, 120_000, 180_000]],
    [{ maxRetries: 3, retryDelay: 50_000_000 }, [50_000_000, 86_400_000, 86_400_000]],
  ],
  jitterRatio: 0,
  timeoutMs: 30_000,
  timeoutIsConfigurable: true,
  maxAgeMs: 86_400_000,
};

import crypto from 'node:crypto';
import type { DialectFixture, Receiver } from '../dialect.fixture.js';

/** The page's `verifySignature`; its `timingSafeEqual` throws at another length, which is a refusal too. */
const verifySignature: Receiver = (headers, body, secret) => {
  const computed = crypto.createHmac('sha256', secret).update(body).digest('hex');
  const expected = Buffer.from(`sha256=${computed}`);
  const signature = Buffer.from(headers['x-healthsync-signature'] ?? '');
  return signature.length === expected.length && crypto.timingSafeEqual(expected, signature);
};

export const fixture: DialectFixture = {
  secrets: ['healthsync-signing-secret', 'an-older-signing-secret'],
  signsWithEverySecret: false,

  bodyKeys: ['id', 'type', 'created_at', 'data'],
  bodyMembers: ({ event }) => ({ id: event.id, type: event.type, created_at: event.time }),
  dataIn: (body) => (body.data as { object: unknown }).object,
  splicesData: true,

  headers: ({ event, deliveryId }) => ({ 'X-HealthSync-Event': event.type, 'X-HealthSync-Delivery': deliveryId }),
  signatureHeaders: ['X-HealthSync-Signature'],
  receivers: { "the page's verifySignature": verifySignature },

  retryDelaysMs: [60_000, 300_000, 1_800_000, 3_600_000],
  configuredRetries: [
    [{ maxRetries: 0 }, []],
    [{ maxRetries: 2, timeout: 1000 }, [60_000, 300_000]],
    [{ maxRetries: 6 }, [60_000, 300_000, 1_800_000, 3_600_000, 3_600_000, 3_600_000]],
    [{ retryDelay: 1000 }, [1000, 2000, 4000, 8000]],
    [{ maxRetries: 3, backoffStrategy: 'fixed' }, [60_000, 60_000, 60_000]],
    [{ maxRetries: 3, retryDelay: 50_000_000 }, [50_000_000, 86_400_000, 86_400_000]],
  ],
  jitterRatio: 0,
  timeoutMs: 5000,
  timeoutIsConfigurable: true,
  maxAgeMs: 86_400_000,
};

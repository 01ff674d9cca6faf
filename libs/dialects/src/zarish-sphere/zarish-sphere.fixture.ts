import crypto from 'node:crypto';
import type { Body, DialectFixture, Receiver } from '../dialect.fixture.js';

/** The page's Express receiver: `bodyParser.json()`, then the signature of the body written again. */
const express: Receiver = (headers, body, secret) => {
  const payload = JSON.parse(body.toString('utf8')) as Body;
  const expectedSignature = crypto.createHmac('sha256', secret).update(JSON.stringify(payload)).digest('hex');
  return headers['x-zarish-sphere-signature'] === expectedSignature;
};

/**
 * The page's Flask receiver: the signature of the raw body. The page compares with `compare_digest(…) == 0`, which is
 * true for wrong signatures only; what it means is meant here.
 */
const flask: Receiver = (headers, body, secret) => {
  const expected = crypto.createHmac('sha256', Buffer.from(secret, 'utf8')).update(body).digest('hex');
  return headers['x-zarishsphere-signature'] === expected;
};

/** Whoever verifies the body's own member: the same body without it. */
const ownMember: Receiver = (_headers, body, secret) => {
  const { signature, ...rest } = JSON.parse(body.toString('utf8')) as Body;
  return signature === `sha256=${crypto.createHmac('sha256', secret).update(JSON.stringify(rest)).digest('hex')}`;
};

export const fixture: DialectFixture = {
  secrets: ['webhook-secret-key', 'your-webhook-secret'],
  signsWithEverySecret: false,

  bodyKeys: ['webhookId', 'eventType', 'timestamp', 'version', 'data', 'signature', 'id'],
  bodyMembers: ({ webhookId, event }) => ({
    webhookId,
    eventType: event.type,
    timestamp: event.time,
    version: '1.0',
    id: event.id,
  }),
  dataIn: (body) => body.data,
  splicesData: false,

  headers: ({ webhookId, attempt }) => ({ 'X-Webhook-Id': webhookId, 'X-Webhook-Attempt': String(attempt) }),
  signatureHeaders: ['X-ZarishSphere-Signature', 'X-Zarish-Sphere-Signature'],
  attemptIn: (headers) => Number(headers['x-webhook-attempt']),
  receivers: {
    'the Express server': express,
    'the Flask server': flask,
    "a reader of the body's signature": ownMember,
  },

  retryDelaysMs: [1000, 2000, 4000],
  configuredRetries: [
    [{ maxRetries: 0 }, []],
    [{ maxRetries: 5 }, [1000, 2000, 4000, 8000, 16_000]],
    [{ retryDelay: 500, backoffStrategy: 'linear' }, [500, 1000, 1500]],
    [{ retryDelay: 500, backoffStrategy: 'fixed' }, [500, 500, 500]],
    [{ maxRetries: 2, retryDelay: 250, timeout: 30_000, backoffStrategy: 'exponential' }, [250, 500]],
  ],
  jitterRatio: 0,
  timeoutMs: 30_000,
  timeoutIsConfigurable: true,
  maxAgeMs: 86_400_000,
};

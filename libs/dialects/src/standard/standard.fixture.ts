import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { DialectFixture, Receiver } from '../dialect.fixture.js';

/** The project's own library for receivers. */
const officialLibrary: Receiver = (headers, body, secret) => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
};

export const fixture: DialectFixture = {
  secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDAAECAwQFBgc='],
  signsWithEverySecret: true,

  bodyKeys: ['type', 'timestamp', 'data'],
  bodyMembers: ({ event }) => ({ type: event.type, timestamp: event.time }),
  dataIn: (body) => body.data,
  splicesData: true,

  headers: ({ event }) => ({ 'webhook-id': event.uid, 'webhook-timestamp': '1701426662' }),
  signatureHeaders: ['webhook-signature'],
  receivers: { 'the official library': officialLibrary },

  retryDelaysMs: [5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000],
  configuredRetries: [
    [{ maxRetries: 0 }, []],
    [{ maxRetries: 2, timeout: 1000 }, [5_000, 300_000]],
    [
      { maxRetries: 11 },
      [
        5_000,
        300_000,
        1_800_000,
        7_200_000,
        18_000_000,
        36_000_000,
        50_400_000,
        72_000_000,
        ...Array<number>(3).fill(86_400_000),
      ],
    ],
    [{ maxRetries: 3, retryDelay: 1000 }, [1000, 2000, 4000]],
    [{ maxRetries: 3, backoffStrategy: 'fixed' }, [5000, 5000, 5000]],
    [{ maxRetries: 3, retryDelay: 50_000_000 }, [50_000_000, 86_400_000, 86_400_000]],
  ],
  jitterRatio: 0.1,
  timeoutMs: 20_000,
  timeoutIsConfigurable: true,
  maxAgeMs: 7 * 86_400_000,
};

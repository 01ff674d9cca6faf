import type { Outcome } from '#domain';
import type { AttemptEntity } from '#postgres';

/** How a test's one request ended. Null is what is not known: nothing answered, or no request was made. */
export interface TestAttempt {
  readonly statusCode: number | null;
  readonly durationMs: number | null;
  readonly responseBody: string | null;
  /** An outcome code, or `no_outcome` where nothing was heard in time. */
  readonly code: string;
  readonly error: string | null;
}

/** The answer to `POST /v1/webhooks/:id/test`; `error` as ZARISH SPHERE's page "Webhook Events" documents it. */
export interface TestAnswer {
  readonly success: boolean;
  readonly deliveryId: string;
  readonly attempt: TestAttempt;
  readonly error?: {
    readonly code: 'WEBHOOK_DELIVERY_FAILED';
    readonly message: string;
    readonly details: {
      readonly webhookId: string;
      readonly url: string;
      readonly httpStatus: number | null;
      readonly error: string;
    };
  };
}

export function testAnswer(
  deliveryId: string,
  webhook: { readonly id: string; readonly url: string },
  attempt: TestAttempt,
): TestAnswer {
  if (attempt.code === 'ok') return { success: true, deliveryId, attempt };
  const error = attempt.error ?? (attempt.statusCode === null ? attempt.code : `HTTP status ${attempt.statusCode}`);
  const details = { webhookId: webhook.id, url: webhook.url, httpStatus: attempt.statusCode, error };
  return {
    success: false,
    deliveryId,
    attempt,
    error: { code: 'WEBHOOK_DELIVERY_FAILED', message: 'Failed to deliver webhook', details },
  };
}

/** Both the outcome as it passes and its row once it is recorded. */
export function attemptOf(source: Outcome | AttemptEntity): TestAttempt {
  const { statusCode = null, durationMs = null, responseBody = null, code, error = null } = source;
  return { statusCode, durationMs, responseBody, code, error };
}

export function noOutcome(waitedMs: number): TestAttempt {
  const error = `no delivery worker reported within ${Math.round(waitedMs / 1_000)} s how the test ended`;
  return { statusCode: null, durationMs: null, responseBody: null, code: 'no_outcome', error };
}

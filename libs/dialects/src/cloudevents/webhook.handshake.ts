import type { Handshake } from '../dialect.js';

const ALLOWED_ORIGIN = 'webhook-allowed-origin';

/**
 * The permission that a receiver gives before anything is sent to it. Permission by callback and `WebHook-Allowed-Rate`
 * are not supported; a receiver that is asked for too much answers 429.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 */
export const webhookHandshake: Handshake = {
  headers: (origin) => ({ 'WebHook-Request-Origin': origin }),

  refusal(statusCode, headers, origin) {
    // The status alone says nothing about consent, but a failure is none.
    if (statusCode < 200 || statusCode >= 300) return `the receiver answered ${statusCode} to OPTIONS`;
    const allowed = headers[ALLOWED_ORIGIN];
    if (allowed === undefined) return 'the answer to OPTIONS has no WebHook-Allowed-Origin';
    const isAllowed = allowed === '*' || String(allowed).toLowerCase() === origin.toLowerCase();
    return isAllowed ? undefined : 'WebHook-Allowed-Origin names another origin';
  },
};

import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { DialectFixture, Receiver } from '../dialect.fixture.js';
import { fixture as standard } from '../standard/standard.fixture.js';

/** The library of Standard Webhooks, which both modes are signed by; a body need not be JSON. */
const officialLibrary: Receiver = (headers, body, secret) => {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
};

export const fixture: DialectFixture = {
  ...standard,
  bodyKeys: ['specversion', 'id', 'source', 'type', 'time', 'subject', 'datacontenttype', 'data'],
  bodyMembers: ({ event }) => ({
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    time: event.time,
    subject: event.subject,
    datacontenttype: event.contentType,
  }),
  dataIn: (body) => ('data_base64' in body ? body.data_base64 : body.data),

  headers: () => ({ 'Content-Type': 'application/cloudevents+json; charset=utf-8' }),
  signatureHeaders: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  receivers: { 'the official library': officialLibrary },
};

import { commonHeaders } from '../common-headers.js';
import type { Dialect } from '../dialect.js';
import { STANDARD_WEBHOOKS } from '../standard-webhooks.js';
import { cloudEventAttributes } from './cloud-event.attributes.js';
import { cloudEventsBatch } from './cloud-events.batch.js';
import { jsonEvent } from './json-event.js';
import { signatureHeaders } from './signature-headers.js';
import { webhookHandshake } from './webhook.handshake.js';

/**
 * CloudEvents 1.0 over HTTP in structured mode: attributes and data in one JSON document, so that a signature covers both.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export const cloudevents: Dialect = {
  ...STANDARD_WEBHOOKS,
  name: 'cloudevents',
  product: 'CloudEvents',

  envelope: ({ event, data }) => Buffer.concat(jsonEvent(cloudEventAttributes(event), data)),

  headers: (delivery, body, keys) => ({
    ...commonHeaders(delivery),
    'Content-Type': 'application/cloudevents+json; charset=utf-8',
    ...signatureHeaders(delivery, body, keys),
  }),
  batch: cloudEventsBatch,

  handshake: webhookHandshake,
  unsignedAllowed: true,
  filterAliases: {},
  catalogue: [],
};

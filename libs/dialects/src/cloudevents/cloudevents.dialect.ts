import { dataAsJson, dataForm } from '#raw-json';
import { commonHeaders } from '../common-headers.js';
import type { Dialect } from '../dialect.js';
import { STANDARD_WEBHOOKS } from '../standard-webhooks.js';
import { cloudEventAttributes } from './cloud-event.attributes.js';
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

  /** The attributes, then the data: JSON's bytes untouched, text as a string, anything else as `data_base64`. */
  envelope({ event, data }) {
    const attributes = JSON.stringify(cloudEventAttributes(event)).slice(0, -1);
    const member = dataForm(data, event.contentType) === 'binary' ? 'data_base64' : 'data';
    const head = Buffer.from(`${attributes},"${member}":`);
    return Buffer.concat([head, dataAsJson(data, event.contentType), CLOSING_BRACE]);
  },

  headers: (delivery, body, secrets) => ({
    ...commonHeaders(delivery),
    'Content-Type': 'application/cloudevents+json; charset=utf-8',
    ...signatureHeaders(delivery, body, secrets),
  }),

  handshake: webhookHandshake,
  unsignedAllowed: true,
  filterAliases: {},
  catalogue: [],
};

const CLOSING_BRACE = Buffer.from('}');

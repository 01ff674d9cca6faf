import { cloudEventAttributes } from '../cloudevents/cloud-event.attributes.js';
import { signatureHeaders } from '../cloudevents/signature-headers.js';
import { webhookHandshake } from '../cloudevents/webhook.handshake.js';
import { commonHeaders } from '../common-headers.js';
import type { Dialect } from '../dialect.js';
import { STANDARD_WEBHOOKS } from '../standard-webhooks.js';

const PREFIX = 'ce-';

/**
 * CloudEvents 1.0 over HTTP in binary mode: the body is the data, so that HL7 v2 stays HL7 v2; the attributes are headers,
 * which a signature does not cover.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode
 */
export const cloudeventsBinary: Dialect = {
  ...STANDARD_WEBHOOKS,
  name: 'cloudevents-binary',
  product: 'CloudEvents, binary mode',

  envelope: ({ data }) => data,

  headers(delivery, body, keys) {
    const { datacontenttype = '', ...attributes } = cloudEventAttributes(delivery.event);
    const entries = Object.entries(attributes).map(([name, value]) => [PREFIX + name, headerValue(value)]);
    return {
      ...commonHeaders(delivery),
      'Content-Type': contentTypeHeader(datacontenttype),
      ...(Object.fromEntries(entries) as Record<string, string>),
      ...signatureHeaders(delivery, body, keys),
    };
  },
  headerPrefix: PREFIX,

  handshake: webhookHandshake,
  unsignedAllowed: true,
  filterAliases: {},
  catalogue: [],
};

/** Printable ASCII but for the space, the double quote and the percent sign. */
const NEEDS_ENCODING = /[^\x21\x23\x24\x26-\x7e]/gu;

/** Percent-encoded as section 3.1.3.2 of the binding says; `encodeURIComponent` would encode more. */
function headerValue(text: string): string {
  return text.replace(NEEDS_ENCODING, (character) => encodeURIComponent(character));
}

const PRINTABLE = /^[\x20-\x7e]+$/;

/** A producer on Kafka may say what no header can hold. */
function contentTypeHeader(contentType: string): string {
  return PRINTABLE.test(contentType) ? contentType : 'application/octet-stream';
}

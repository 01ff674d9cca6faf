import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { fixture as cloudevents } from '../cloudevents/cloudevents.fixture.js';
import type { Body, DialectFixture, Receiver, SentRequest } from '../dialect.fixture.js';

/** The event that the headers and the body make, as the HTTP binding says. */
function read({ headers, body }: SentRequest): Body {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice('ce-'.length), decodeURIComponent(value)]);
  const contentType = headers['Content-Type'] ?? '';
  return {
    ...(Object.fromEntries(attributes) as Body),
    datacontenttype: contentType,
    data: contentType === 'application/json' ? jsonOrNull(body) : body.toString(isUtf8(body) ? 'utf8' : 'base64'),
  };
}

function jsonOrNull(body: Buffer): unknown {
  return body.length === 0 ? null : JSON.parse(body.toString('utf8'));
}

/** The specification's words on the bytes that came: the official library for Node knows bodies that are UTF-8 only. */
const byteForByte: Receiver = (headers, body, secret) => {
  const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
  mac.update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`).update(body);
  return headers['webhook-signature']?.split(' ').includes(`v1,${mac.digest('base64')}`) ?? false;
};

export const fixture: DialectFixture = {
  ...cloudevents,
  read,
  headers: ({ event }) => ({
    'Content-Type': event.contentType,
    'ce-specversion': '1.0',
    'ce-id': event.id,
    'ce-source': event.source,
    'ce-type': event.type,
    'ce-time': event.time,
    'ce-subject': event.subject ?? '',
  }),
  receivers: { 'a receiver of bytes': byteForByte },
};

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** Whether the request is signed with the secret, as its receiver would find out. */
export type SignatureCheck = (rawBody: Buffer, headers: IncomingHttpHeaders, secret: string) => boolean;

/**
 * What the receivers of each product do, taken from its page and from nothing of Carehook's: a mistake in our signing
 * must show here. The names are the paths of the demo receiver.
 */
export const SIGNATURE_CHECKS: Readonly<Record<string, SignatureCheck>> = {
  'zarish-sphere': hmacIn('x-zarishsphere-signature', ''),
  healthsync: hmacIn('x-healthsync-signature', 'sha256='),
  medilab: hmacIn('x-webhook-signature', 'sha256='),
  odontology: hmacIn('x-webhook-signature', ''),
  c4hxp: hmacIn('x-c4hxp-signature', 'sha256='),
  standard: standardWebhooks,
  cloudevents: standardWebhooks,
  'cloudevents-binary': standardWebhooks,
};

function hmacIn(header: string, prefix: string): SignatureCheck {
  return (rawBody, headers, secret) => {
    const expected = Buffer.from(prefix + createHmac('sha256', secret).update(rawBody).digest('hex'));
    const given = Buffer.from(String(headers[header] ?? ''));
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}

function standardWebhooks(rawBody: Buffer, headers: IncomingHttpHeaders, secret: string): boolean {
  try {
    new Webhook(secret).verify(rawBody, headers as Record<string, string>, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

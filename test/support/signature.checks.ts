import crypto from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { ReceivedRequest } from './receiver.js';

/** Throws unless the request is signed as Standard Webhooks says. Returns its parsed body. */
export function verifyStandard(secret: string, { body, headers }: ReceivedRequest): unknown {
  return new Webhook(secret).verify(body, headers as Record<string, string>);
}

/** What the Express receiver of ZARISH SPHERE's page does: `bodyParser.json()`, then the HMAC of the body written again. */
export function expressAccepts(secret: string, { body, headers }: ReceivedRequest): boolean {
  const payload: unknown = JSON.parse(body.toString('utf8'));
  const expected = crypto.createHmac('sha256', secret).update(JSON.stringify(payload)).digest('hex');
  return headers['x-zarish-sphere-signature'] === expected;
}

/** What the Flask receiver of ZARISH SPHERE's page does: the HMAC of the raw body. */
export function flaskAccepts(secret: string, { body, headers }: ReceivedRequest): boolean {
  const expected = crypto.createHmac('sha256', secret).update(body).digest('hex');
  return headers['x-zarishsphere-signature'] === expected;
}

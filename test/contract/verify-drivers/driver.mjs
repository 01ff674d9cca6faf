import { readFileSync } from 'node:fs';
import { verifyHexHmac, verifyStandardWebhook } from './sample.mjs';

const decode = (field) => (field === '-' ? undefined : Buffer.from(field, 'base64'));

for (const line of readFileSync(0, 'utf8').trimEnd().split('\n')) {
  const [scheme, ...fields] = line.split(' ');
  const [body, ...rest] = fields.map(decode);
  const [first, second, third, fourth] = rest.map((bytes) => bytes?.toString('utf8'));
  const headers = { 'webhook-id': first, 'webhook-timestamp': second, 'webhook-signature': third };
  console.log(
    scheme === 'hex' ? verifyHexHmac(body, first, second, third) : verifyStandardWebhook(body, headers, fourth),
  );
}

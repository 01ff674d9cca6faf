import { createHmac, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from './receipt.log.js';
import { createReceiver } from './receiver.js';

const SECRET = 'webhook-secret-key';
const STANDARD_SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const BODY = '{"eventType":"patient.created","data":{"weight":1.00},"id":"evt_1"}';
const hex = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('hex');

let server: Server;
let url: string;
beforeEach(async () => {
  server = createReceiver({
    'zarish-sphere': SECRET,
    standard: STANDARD_SECRET,
    healthsync: SECRET,
    'cloudevents-binary': STANDARD_SECRET,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const post = async (path: string, headers: Record<string, string>, body = BODY) =>
  (await fetch(url + path, { method: 'POST', headers, body })).status;
const receipts = async (since = 0) =>
  (await (await fetch(`${url}/receipts?since=${since}`)).json()) as { next: number; receipts: Receipt[] };

describe('the demo receiver', () => {
  it('verifies the hex HMAC of the raw body, as the page of ZARISH SPHERE does', async () => {
    expect(await post('/zarish-sphere', { 'X-ZarishSphere-Signature': hex(SECRET, BODY) })).toBe(200);
    expect(await post('/zarish-sphere', { 'X-ZarishSphere-Signature': hex(SECRET, `${BODY} `) })).toBe(401);
    expect(await post('/zarish-sphere', { 'X-ZarishSphere-Signature': hex('another', BODY) })).toBe(401);
    expect(await post('/zarish-sphere', {})).toBe(401);
  });

  it('verifies a prefixed HMAC only with its prefix', async () => {
    expect(await post('/healthsync', { 'X-HealthSync-Signature': `sha256=${hex(SECRET, BODY)}` })).toBe(200);
    expect(await post('/healthsync', { 'X-HealthSync-Signature': hex(SECRET, BODY) })).toBe(401);
  });

  it('verifies Standard Webhooks with the library of that standard', async () => {
    const now = new Date();
    const headers = (body: string) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(STANDARD_SECRET).sign('msg_1', now, body),
    });
    expect(await post('/standard', headers(BODY))).toBe(200);
    expect(await post('/standard', headers(`${BODY} `))).toBe(401);
  });

  it('remembers what came, with the verdict and the names, and tells what is new', async () => {
    await post('/zarish-sphere', { 'X-ZarishSphere-Signature': hex(SECRET, BODY), 'Carehook-Delivery-Id': 'd1' });
    const first = await receipts();
    expect(first.receipts).toEqual([
      {
        sequence: 1,
        path: '/zarish-sphere',
        receivedAtMs: expect.any(Number),
        verified: true,
        bytes: BODY.length,
        eventType: 'patient.created',
        eventId: 'evt_1',
        deliveryId: 'd1',
      },
    ]);
    await post('/zarish-sphere', {}, 'no JSON');
    expect((await receipts(first.next)).receipts).toMatchObject([{ sequence: 2, verified: false, bytes: 7 }]);
  });

  it('permits deliveries of CloudEvents, and finds the names of one in binary mode in its headers', async () => {
    const asked = await fetch(`${url}/cloudevents-binary`, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('webhook-allowed-origin')]).toEqual([204, '*']);
    const now = new Date();
    const text = 'MSH|^~\\&|';
    const status = await post(
      '/cloudevents-binary',
      {
        'ce-type': 'patient.created',
        'ce-id': 'e%201',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(STANDARD_SECRET).sign('msg_1', now, text),
      },
      text,
    );
    expect(status).toBe(200);
    expect((await receipts()).receipts).toMatchObject([
      { eventType: 'patient.created', eventId: 'e 1', verified: true },
    ]);
  });

  it('learns another secret for a path and goes on knowing the first', async () => {
    expect(await post('/secrets', {}, '{"path":"/zarish-sphere","secret":"second"}')).toBe(200);
    expect(await post('/zarish-sphere', { 'X-ZarishSphere-Signature': hex('second', BODY) })).toBe(200);
    expect(await post('/zarish-sphere', { 'X-ZarishSphere-Signature': hex(SECRET, BODY) })).toBe(200);
  });

  it('refuses what it does not know', async () => {
    expect(await post('/secrets', {}, '{"path":"/elsewhere","secret":"x"}')).toBe(400);
    expect(await post('/secrets', {}, 'no JSON')).toBe(400);
    expect(await post('/elsewhere', {})).toBe(404);
    expect(await post('/constructor', {})).toBe(404);
  });
});

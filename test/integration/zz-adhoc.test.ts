import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { it, expect } from 'vitest';
import { apiClient, startCarehook } from '../support/carehook.js';
import { WebhookManager } from '../support/zarish-sphere.webhook-manager.js';
it('e2e', async () => {
  const c = await startCarehook({ apps: ['subscription-api', 'delivery-worker'], env: { LOG_LEVEL: 'debug' } });
  try {
  const seen: any[] = [];
  let status = 200;
  const server = createServer((q, r) => { let b=''; q.on('data', (d) => b += d); q.on('end', () => { seen.push([q.headers, b]); r.statusCode = status; r.end('thanks'); }); });
  await new Promise<void>((ok) => server.listen(0, '127.0.0.1', ok));
  const url = `http://127.0.0.1:${(server.address() as any).port}/x`;
  const api = apiClient(c.app('subscription-api').url, c.adminKey);
  const m = new WebhookManager(c.adminKey, c.app('subscription-api').url + '/v1');
  const w = await m.createWebhook({ url, events: ['patient.*'], dialect: 'zarish-sphere' });
  let t = Date.now();
  console.log(JSON.stringify(await m.testWebhook(w.id)), Date.now() - t);
  t = Date.now();
  console.log((await api('POST', `/v1/webhooks/${w.id}/test`, { eventType: 'a.b', data: { x: 1 } })).text, Date.now() - t);
  status = 500;
  await api('POST', `/v1/webhooks/${w.id}/deactivate`);
  console.log((await api('POST', `/v1/webhooks/${w.id}/test`, {})).text);
  await m.updateWebhook(w.id, { url: 'http://127.0.0.1:9/?token=s3cret' });
  const r = await api('POST', `/v1/webhooks/${w.id}/test`, {});
  console.log(r.status, r.text);
  // empty body with a JSON content type
  const e = await fetch(`${c.app('subscription-api').url}/v1/webhooks/${w.id}/test`, { method: 'POST', headers: { 'x-api-key': c.adminKey, 'content-type': 'application/json' } });
  console.log(e.status, await e.text());
  console.log((await api('POST', `/v1/webhooks/${w.id}/test`, { data: 'x'.repeat(70000) })).text);
  await new Promise((ok) => setTimeout(ok, 1500));
  const d = await api('GET', '/v1/deliveries?limit=2'); console.log(d.text);
  console.log((await api('GET', `/v1/deliveries/${d.body.data[0].id}/attempts`)).text);
  console.log(seen.length, seen[1]);
  await c.app('delivery-worker').process.stop();
  await m.updateWebhook(w.id, { retryConfig: { timeout: 1000 } });
  t = Date.now();
  console.log((await api('POST', `/v1/webhooks/${w.id}/test`, {})).text, Date.now() - t);
  const doc = (await api('GET', '/openapi.json')).body;
  console.log(JSON.stringify(doc.paths['/v1/webhooks'], null, 1).slice(0, 6000));
  console.log(JSON.stringify(doc.paths['/v1/webhooks/{id}/test'], null, 1), Object.keys(doc.paths));
  t = Date.now();
  await c.app('subscription-api').process.stop();
  console.log('stop', Date.now() - t);
  console.log(readFileSync(c.app('subscription-api').logFile, 'utf8').split('\n').filter((l) => !/InstanceLoader|RouterExplorer|RoutesResolver/.test(l)).join('\n').slice(-4000));
  server.close();
  } finally { await c.stop(); }
});

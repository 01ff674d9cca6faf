import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApiClient,
  apiClient,
  type CarehookInUse,
  newTenant as createTenant,
  joinCarehook,
} from '../support/carehook.js';

let carehook: CarehookInUse;
let url: string;
let operator: ApiClient;

beforeAll(() => {
  carehook = joinCarehook();
  url = carehook.app('subscription-api').url;
  operator = apiClient(url, carehook.adminKey);
});
afterAll(() => carehook?.stop());

const newTenant = (name: string, dialect?: string) => createTenant(url, operator, name, dialect);
const sound = { url: 'https://receiver.example.org/hooks', events: ['patient.created'] };

describe('what was recorded', () => {
  it('is shown to its tenant: deliveries, their attempts, and events byte for byte', async () => {
    const { admin, id: tenantId } = await newTenant('Recorded');
    const { body: webhook } = await admin('POST', '/v1/webhooks', sound);
    const now = new Date('2026-03-07T10:00:00.000Z');
    const uid = '019cc0a0-0000-7000-8000-000000000001';
    const delivery = '019cc0a0-0000-7000-8000-000000000002';
    const data = '{"amount": 1.00, "id":12345678901234567890}';
    await carehook.database.query(
      `insert into events (uid, tenant_id, id, type, source, time_text, content_type, extensions, data, accepted_at)
       values ($1, $2, 'evt-1', 'patient.created', '/test', '2026-03-07T10:00:00Z', 'application/json', '{}', $3, $4)`,
      [uid, tenantId, Buffer.from(data), now],
    );
    await carehook.database.query(
      `insert into deliveries (id, tenant_id, webhook_id, event_uid, event_type, reason, status, attempts, handovers,
         last_code, last_status_code, accepted_at, expires_at, updated_at)
       values ($1, $2, $3, $4, 'patient.created', 'first', 'delivered', 1, 1, 'ok', 200, $5, $5, $5)`,
      [delivery, tenantId, webhook.id, uid, now],
    );
    await carehook.database.query(
      `insert into attempts (delivery_id, attempt, outcome_offset, result, code, status_code, started_at, duration_ms)
       values ($1, 1, 7, 'succeeded', 'ok', 200, $2, 12)`,
      [delivery, now],
    );

    const shown = {
      id: delivery,
      eventUid: uid,
      eventId: 'evt-1',
      eventType: 'patient.created',
      webhookId: webhook.id,
      reason: 'first',
      originDeliveryId: null,
      status: 'delivered',
      attempts: 1,
      nextAttemptAt: null,
      lastCode: 'ok',
      lastStatusCode: 200,
      acceptedAt: now.toISOString(),
      expiresAt: now.toISOString(),
      updatedAt: now.toISOString(),
    };
    const page = { data: [shown], nextCursor: null };
    const query = `status=delivered&eventType=patient.created&webhookId=${webhook.id}`;
    expect((await admin('GET', `/v1/deliveries?${query}`)).body).toEqual(page);
    expect((await admin('GET', `/v1/webhooks/${webhook.id}/deliveries`)).body).toEqual(page);
    expect((await admin('GET', '/v1/deliveries?status=dead')).body.data).toEqual([]);
    expect((await admin('GET', `/v1/deliveries/${delivery}`)).body).toEqual(shown);
    expect((await admin('GET', `/v1/deliveries/${delivery}/attempts`)).body.data).toEqual([
      {
        attempt: 1,
        result: 'succeeded',
        code: 'ok',
        statusCode: 200,
        startedAt: now.toISOString(),
        durationMs: 12,
        responseBody: null,
        error: null,
      },
    ]);
    expect((await operator('GET', `/v1/deliveries/${delivery}`)).status).toBe(404);
    expect((await operator('GET', `/v1/deliveries/${delivery}/attempts`)).status).toBe(404);

    expect((await admin('GET', '/v1/events')).body.data).toMatchObject([{ uid, id: 'evt-1', subject: null }]);
    expect((await admin('GET', '/v1/events?type=patient.deleted')).body.data).toEqual([]);
    const event = await admin('GET', `/v1/events/${uid}`);
    expect(event.body).toMatchObject({ uid, id: 'evt-1', type: 'patient.created' });
    expect(event.text.endsWith(`,"data":${data}}`)).toBe(true);
    expect((await operator('GET', `/v1/events/${uid}`)).status).toBe(404);
  });
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1 with the schemas of the bodies, and a page that needs nothing from elsewhere', async () => {
    const anybody = apiClient(url, undefined);
    const { body } = await anybody('GET', '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const create = body.paths['/v1/webhooks'].post.requestBody.content['application/json'].schema;
    expect(create.required).toEqual(['url', 'events']);
    expect(create.additionalProperties).toBe(false);
    expect(body.paths['/v1/webhooks/{id}/test'].post.requestBody.required).toBe(false);
    expect(body.paths['/v1/webhooks'].get.parameters.map(({ name }: { name: string }) => name)).toContain('cursor');
    expect(Object.keys(body.components.securitySchemes)).toEqual(['X-API-Key', 'Bearer']);

    const page = await anybody('GET', '/docs');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/https?:/);
    for (const [, asset] of page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await anybody('GET', asset ?? '')).status, asset).toBe(200);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient, type Carehook, startCarehook } from '../support/carehook.js';
import { WebhookManager } from '../support/zarish-sphere.webhook-manager.js';

let carehook: Carehook;
let url: string;
let operator: ReturnType<typeof apiClient>;

beforeAll(async () => {
  carehook = await startCarehook({ apps: ['subscription-api'] });
  url = carehook.app('subscription-api').url;
  operator = apiClient(url, carehook.adminKey);
});
afterAll(() => carehook?.stop());

const sound = { url: 'https://receiver.example.org/hooks', events: ['patient.created'] };
const SECRET = 'webhook-secret-key';

async function newTenant(name: string, defaultDialect = 'standard') {
  const { status, body } = await operator('POST', '/v1/tenants', { name, defaultDialect });
  expect(status).toBe(201);
  return { id: body.id as string, key: body.adminKey as string, admin: apiClient(url, body.adminKey) };
}

describe("ZARISH SPHERE's WebhookManager", () => {
  it('works unchanged in a tenant whose default dialect is zarish-sphere', async () => {
    const tenant = await newTenant('Zarish', 'zarish-sphere');
    const manager = new WebhookManager(tenant.key, `${url}/v1`);
    const config = {
      name: 'Patient Events Webhook',
      url: 'https://your-app.example.org/webhooks/patient-events',
      events: ['patient.created', 'patient.updated', 'patient.deleted'],
      secret: SECRET,
      active: true,
      filters: { organizationId: 'org-123' },
      retryConfig: { maxRetries: 3, retryDelay: 1000, timeout: 30000 },
    };

    const created = await manager.createWebhook(config);
    expect(created).toMatchObject({ ...config, dialect: 'zarish-sphere', headers: {} });
    expect(manager.webhooks.get(created.id)).toBe(created);

    const listed = await manager.listWebhooks();
    expect(listed).toMatchObject({ data: [{ id: created.id, secretHint: '-key' }], nextCursor: null });

    const changed = await manager.updateWebhook(created.id, { active: false, events: ['encounter.*'] });
    const { secret: _told, ...kept } = config;
    expect(changed).toMatchObject({ ...kept, active: false, events: ['encounter.*'] });
    expect(changed).not.toHaveProperty('secret');

    await manager.deleteWebhook(created.id);
    expect(await manager.listWebhooks()).toEqual({ data: [], nextCursor: null });
    await expect(manager.updateWebhook(created.id, { active: true })).rejects.toThrow('Not Found');
  });
});

describe('a webhook', () => {
  it('gets its defaults, and a secret that is told once and sealed in the database', async () => {
    const { admin, id: tenantId } = await newTenant('Defaults');
    const created = await admin('POST', '/v1/webhooks', sound);
    expect(created).toMatchObject({
      status: 201,
      body: {
        ...sound,
        tenantId,
        name: 'receiver.example.org',
        description: null,
        active: true,
        status: 'active',
        disabledReason: null,
        dialect: 'standard',
        filters: null,
        retryConfig: {},
        headers: {},
        maxConcurrency: 64,
        secret: expect.stringMatching(/^whsec_/),
      },
    });
    const { secret, ...shown } = created.body;
    expect(shown.secretHint).toBe(secret.slice(-4));
    expect((await admin('GET', `/v1/webhooks/${shown.id}`)).body).toEqual(shown);
    expect((await admin('GET', '/v1/webhooks')).text).not.toContain(secret);

    const { rows } = await carehook.database.query('select sealed from webhook_secrets where webhook_id = $1', [
      shown.id,
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0].sealed.includes(Buffer.from(secret))).toBe(false);
  });

  it('can be read, changed and sent back; null takes optional fields back to their defaults', async () => {
    const { admin } = await newTenant('Merge');
    const { body: created } = await admin('POST', '/v1/webhooks', {
      ...sound,
      name: 'Merged',
      description: 'two\nlines',
      filters: { amount: { gte: 1000 } },
      headers: { Authorization: 'Bearer abc' },
      retryConfig: { maxRetries: 1 },
      maxConcurrency: 2,
    });
    const path = `/v1/webhooks/${created.id}`;
    const read = (await admin('GET', path)).body;
    const sent = await admin('PUT', path, { ...read, name: 'Renamed' });
    expect(sent).toMatchObject({ status: 200, body: { ...read, name: 'Renamed', updatedAt: expect.any(String) } });

    const cleared = {
      name: null,
      description: null,
      filters: null,
      headers: null,
      retryConfig: null,
      maxConcurrency: null,
    };
    expect((await admin('PATCH', path, cleared)).body).toMatchObject({
      name: 'receiver.example.org',
      description: null,
      filters: null,
      headers: {},
      retryConfig: {},
      maxConcurrency: 64,
      secretHint: created.secretHint,
    });
    expect((await admin('PATCH', path, { secret: null })).body.error.details[0].field).toBe('secret');
  });

  it('has one secret after an update that gives one, and takes none that its new dialect cannot use', async () => {
    const { admin } = await newTenant('Secrets');
    const { body } = await admin('POST', '/v1/webhooks', { ...sound, dialect: 'zarish-sphere', secret: SECRET });
    const path = `/v1/webhooks/${body.id}`;
    expect((await admin('PUT', path, { secret: 'another-secret-9876' })).body).toMatchObject({ secretHint: '9876' });
    const { rows } = await carehook.database.query('select 1 from webhook_secrets where webhook_id = $1', [body.id]);
    expect(rows).toHaveLength(1);

    const refused = await admin('PUT', path, { dialect: 'standard' });
    expect(refused).toMatchObject({ status: 400, body: { error: { details: [{ field: 'secret' }] } } });
    expect(refused.text).not.toContain('another-secret');
  });

  it('is enabled and disabled by a call, which clears why it had been disabled', async () => {
    const { admin } = await newTenant('Switch');
    const { body } = await admin('POST', '/v1/webhooks', sound);
    const path = `/v1/webhooks/${body.id}`;
    expect((await admin('POST', `${path}/deactivate`)).body).toMatchObject({ active: false, status: 'disabled' });
    await carehook.database.query(`update webhooks set disabled_reason = 'gone' where id = $1`, [body.id]);
    expect((await admin('GET', '/v1/webhooks?status=disabled')).body.data).toMatchObject([{ disabledReason: 'gone' }]);
    expect((await admin('GET', '/v1/webhooks?status=active')).body.data).toEqual([]);
    expect((await admin('PUT', path, { active: false })).body.disabledReason).toBe('gone');
    expect(await admin('POST', `${path}/activate`)).toMatchObject({
      status: 200,
      body: { active: true, disabledReason: null },
    });
  });

  it('leaves its row behind when it is deleted, so that directories learn of it, but no secret', async () => {
    const { admin } = await newTenant('Deleted');
    const { body } = await admin('POST', '/v1/webhooks', sound);
    const path = `/v1/webhooks/${body.id}`;
    expect(await admin('DELETE', path)).toMatchObject({ status: 204, text: '' });
    expect((await admin('GET', path)).status).toBe(404);
    expect((await admin('DELETE', path)).status).toBe(404);
    const { rows } = await carehook.database.query(
      `select deleted_at, revision = (select revision from directory_revision) as newest,
         (select count(*)::int from webhook_secrets s where s.webhook_id = w.id) as secrets
       from webhooks w where id = $1`,
      [body.id],
    );
    expect(rows).toEqual([{ deleted_at: expect.any(Date), newest: true, secrets: 0 }]);
  });

  it.each([
    ['no url', { url: undefined }, 'url'],
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['an unknown field below one', { retryConfig: { retries: 3 } }, 'retryConfig.retries'],
    ['a read-only field in a create', { id: 'mine' }, 'id'],
    ['no events', { events: [] }, 'events'],
    ['a bad pattern', { events: ['patient.created', '*.created'] }, 'events.1'],
    ['http to the world', { url: 'http://example.org/' }, 'url'],
    ['a private address', { url: 'https://10.0.0.1/' }, 'url'],
    ['a password', { url: 'https://user:pass@example.org/' }, 'url'],
    ['a fragment', { url: 'https://example.org/#x' }, 'url'],
    ['a long url', { url: `https://example.org/${'x'.repeat(2048)}` }, 'url'],
    ['another scheme', { url: 'ftp://example.org/' }, 'url'],
    ['an unknown dialect', { dialect: 'klingon' }, 'dialect'],
    ['a malformed secret', { secret: 'too-short' }, 'secret'],
    ['too many retries', { retryConfig: { maxRetries: 1000 } }, 'retryConfig.maxRetries'],
    ['too long a timeout', { retryConfig: { timeout: 10_000_000 } }, 'retryConfig.timeout'],
    ['a bad strategy', { retryConfig: { backoffStrategy: 'random' } }, 'retryConfig.backoffStrategy'],
    ['a signature header', { headers: { 'Webhook-Signature': 'v1,forged' } }, 'headers.Webhook-Signature'],
    ['a host header', { headers: { HOST: 'elsewhere' } }, 'headers.HOST'],
    ['a header that breaks out', { headers: { 'X-A': 'b\r\nX-C: d' } }, 'headers.X-A'],
    ['a header that is no text', { headers: { 'X-A': 1 } }, 'headers.X-A'],
    ['an unknown operator', { filters: { amount: { about: 5 } } }, 'filters.amount.about'],
    ['a filter that cannot be stored', { filters: { name: 'a\u0000b' } }, 'filters'],
    ['no concurrency', { maxConcurrency: 0 }, 'maxConcurrency'],
    ['a name of control characters', { name: 'a\u0000b' }, 'name'],
    ['active as text', { active: 'yes' }, 'active'],
  ])('is refused with %s, and the answer names the field', async (_, wrong, field) => {
    const answer = await operator('POST', '/v1/webhooks', { ...sound, ...wrong });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('VALIDATION_FAILED');
    expect(answer.body.error.details).toContainEqual({ field, reason: expect.any(String) });
  });

  it('may be reached by plain http in an allowed network, by address or by name', async () => {
    const { admin } = await newTenant('Local');
    for (const host of ['127.0.0.1:9', '[::1]:9', 'localhost:9']) {
      const { status } = await admin('POST', '/v1/webhooks', { ...sound, url: `http://${host}/` });
      expect(status).toBe(201);
    }
  });

  it('is refused with all of its problems at once, and with none of its values', async () => {
    const headers = { 'Content-Type': 'text/secret-value' };
    const wrong = { ...sound, url: 'https://u:secret-value@example.org', headers, secret: 'secret-value' };
    const { body, text } = await operator('POST', '/v1/webhooks', wrong);
    expect(body.error.details.map(({ field }: { field: string }) => field)).toEqual([
      'url',
      'headers.Content-Type',
      'secret',
    ]);
    expect(text).not.toContain('secret-value');
  });

  it('is refused where the body is no JSON or too large', async () => {
    const send = (body: string) =>
      fetch(`${url}/v1/webhooks`, {
        method: 'POST',
        headers: { 'x-api-key': carehook.adminKey, 'content-type': 'application/json' },
        body,
      });
    const broken = await send('{"url":');
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ error: { code: 'MALFORMED_BODY' } });
    const large = await send(JSON.stringify({ ...sound, description: 'x'.repeat(1024 * 1024) }));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});

describe('lists', () => {
  it('page through everything once, newest first', async () => {
    const { admin } = await newTenant('Pages');
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await admin('POST', '/v1/webhooks', { ...sound, name });
    const seen: string[] = [];
    let query = 'limit=2';
    for (let pages = 1; ; pages += 1) {
      const { body } = await admin('GET', `/v1/webhooks?${query}`);
      seen.push(...body.data.map(({ name }: { name: string }) => name));
      if (body.nextCursor === null) {
        expect(pages).toBe(3);
        break;
      }
      query = `limit=2&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(names.toReversed());
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'status=asleep', 'colour=red', 'limit=1&limit=2'])(
    'refuse the query %s',
    async (query) => {
      const { status, body } = await operator('GET', `/v1/webhooks?${query}`);
      expect(status).toBe(400);
      expect(body.error.details[0].field).toBe(query.split('=')[0]);
    },
  );
});

describe('roles', () => {
  it('let viewers read, producers do nothing here, and only operators see tenants', async () => {
    const { admin, id } = await newTenant('Roles');
    const { body: webhook } = await admin('POST', '/v1/webhooks', sound);
    const keyOf = async (role: string) =>
      (await admin('POST', '/v1/api-keys', { name: role, role })).body.key as string;
    const viewer = apiClient(url, await keyOf('viewer'));
    const producer = apiClient(url, await keyOf('producer'));
    const path = `/v1/webhooks/${webhook.id}`;
    const readable = ['/v1/webhooks', path, `${path}/deliveries`, '/v1/deliveries', '/v1/events', `/v1/tenants/${id}`];
    for (const each of readable) {
      expect((await viewer('GET', each)).status, each).toBe(200);
      expect((await producer('GET', each)).status, each).toBe(403);
      expect((await apiClient(url, undefined)('GET', each)).status, each).toBe(401);
    }
    const writes: [string, string, unknown?][] = [
      ['POST', '/v1/webhooks', sound],
      ['PUT', path, {}],
      ['PATCH', path, {}],
      ['DELETE', path],
      ['POST', `${path}/activate`],
      ['POST', `${path}/deactivate`],
      ['POST', `${path}/test`],
      ['POST', '/v1/api-keys', { name: 'x', role: 'admin' }],
      ['GET', '/v1/api-keys'],
    ];
    for (const [method, each, body] of writes) {
      expect((await viewer(method, each, body)).status, `${method} ${each}`).toBe(403);
    }
    expect((await admin('GET', '/v1/tenants')).status).toBe(403);
    expect((await admin('POST', '/v1/tenants', { name: 'Mine' })).status).toBe(403);
    expect((await operator('GET', '/v1/tenants?limit=1')).body).toMatchObject({ nextCursor: expect.any(String) });
    expect((await operator('GET', `/v1/tenants/${id}`)).body).toMatchObject({ id, name: 'Roles' });
    const bearer = await fetch(`${url}/v1/webhooks`, { headers: { authorization: `Bearer ${carehook.adminKey}` } });
    expect(bearer.status).toBe(200);
  });
});

describe('tenants', () => {
  it('see and reach only their own', async () => {
    const [ours, theirs] = [await newTenant('Ours'), await newTenant('Theirs')];
    const { body: webhook } = await ours.admin('POST', '/v1/webhooks', sound);
    const path = `/v1/webhooks/${webhook.id}`;
    expect((await theirs.admin('GET', '/v1/webhooks')).body.data).toEqual([]);
    const calls: [string, string, unknown?][] = [
      ['GET', path],
      ['PUT', path, { name: 'taken' }],
      ['PATCH', path, { name: 'taken' }],
      ['DELETE', path],
      ['POST', `${path}/activate`],
      ['POST', `${path}/test`],
      ['GET', `${path}/deliveries`],
      ['GET', '/v1/webhooks/not-a-uuid'],
      ['GET', `/v1/tenants/${ours.id}`],
    ];
    for (const [method, each, body] of calls) {
      const answer = await theirs.admin(method, each, body);
      expect(answer, `${method} ${each}`).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    }
    expect((await ours.admin('GET', path)).body.name).toBe(webhook.name);
  });

  it('get an id from their name, once', async () => {
    const { status, body } = await operator('POST', '/v1/tenants', { name: 'Klinikum Süd (Köln)' });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { id: 'klinikum-sud-koln', defaultDialect: 'standard', adminKey: expect.stringMatching(/^chk_/) },
    });
    expect((await operator('POST', '/v1/tenants', { name: 'klinikum süd köln' })).status).toBe(409);
    expect((await operator('POST', '/v1/tenants', { name: '病院' })).body.error.details[0].field).toBe('id');
    expect((await operator('POST', '/v1/tenants', { name: '病院', id: 'Not A Slug' })).status).toBe(400);
  });
});

describe('API keys', () => {
  it('are told once, work at once, and stop working when revoked; the last admin key stays', async () => {
    const { admin } = await newTenant('Keys');
    const first = (await admin('GET', '/v1/api-keys')).body.data[0];
    expect(await admin('DELETE', `/v1/api-keys/${first.id}`)).toMatchObject({ status: 409 });

    const { body: second } = await admin('POST', '/v1/api-keys', { name: 'Second', role: 'admin' });
    const other = apiClient(url, second.key);
    const listed = await other('GET', '/v1/api-keys');
    expect(listed.body.data.map(({ name }: { name: string }) => name)).toEqual(['Second', first.name]);
    expect(listed.text).not.toContain(second.key);

    expect((await other('DELETE', `/v1/api-keys/${first.id}`)).status).toBe(204);
    expect((await other('DELETE', `/v1/api-keys/${first.id}`)).status).toBe(404);
    await expect.poll(async () => (await admin('GET', '/v1/api-keys')).status, { timeout: 5_000 }).toBe(401);
    expect((await operator('POST', '/v1/api-keys', { name: 'x', role: 'operator' })).status).toBe(400);
  });
});

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

describe('a restart', () => {
  it('leaves the operator key as it is, and changes nothing', async () => {
    const revision = () => carehook.database.query('select revision from directory_revision');
    const before = await revision();
    await carehook.app('subscription-api').process.restart();
    expect((await revision()).rows).toEqual(before.rows);
    expect((await operator('GET', '/v1/webhooks')).status).toBe(200);
  });
});

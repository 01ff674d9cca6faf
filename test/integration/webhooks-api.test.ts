import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApiClient,
  apiClient,
  type CarehookInUse,
  newTenant as createTenant,
  joinCarehook,
} from '../support/carehook.js';
import { WebhookManager } from '../support/zarish-sphere.webhook-manager.js';

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
const SECRET = 'webhook-secret-key';

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

  it('may be reached by plain http in an allowed network, by address or by name', async () => {
    const { admin } = await newTenant('Local');
    for (const host of ['127.0.0.1:9', '[::1]:9', 'localhost:9']) {
      const { status } = await admin('POST', '/v1/webhooks', { ...sound, url: `http://${host}/` });
      expect(status).toBe(201);
    }
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
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApiClient,
  apiClient,
  type Carehook,
  newTenant as createTenant,
  startCarehook,
} from '../support/carehook.js';

let carehook: Carehook;
let url: string;
let operator: ApiClient;

beforeAll(async () => {
  carehook = await startCarehook({ apps: ['subscription-api'] });
  url = carehook.app('subscription-api').url;
  operator = apiClient(url, carehook.adminKey);
});
afterAll(() => carehook?.stop());

const newTenant = (name: string, dialect?: string) => createTenant(url, operator, name, dialect);
const sound = { url: 'https://receiver.example.org/hooks', events: ['patient.created'] };

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
    expect((await operator('GET', '/v1/tenants/%00')).status).toBe(404);
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

describe('a restart', () => {
  it('leaves the operator key as it is, and changes nothing', async () => {
    const revision = () => carehook.database.query('select revision from directory_revision');
    const before = await revision();
    await carehook.app('subscription-api').process.restart();
    expect((await revision()).rows).toEqual(before.rows);
    expect((await operator('GET', '/v1/webhooks')).status).toBe(200);
  });
});

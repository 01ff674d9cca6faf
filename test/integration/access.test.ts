import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiClient, apiClient, type Carehook, newTenant, startCarehook } from '../support/carehook.js';
import { eventually } from '../support/pipeline.js';

let carehook: Carehook;
let api: string;
let ingest: string;
let operator: ApiClient;

beforeAll(async () => {
  carehook = await startCarehook({
    apps: ['subscription-api', 'event-ingest'],
    env: { TRUSTED_PROXIES: '127.0.0.1/32' },
  });
  api = carehook.app('subscription-api').url;
  ingest = carehook.app('event-ingest').url;
  operator = apiClient(api, carehook.adminKey);
});
afterAll(() => carehook?.stop());

const tenant = (name: string) => newTenant(api, operator, name);
const event = { type: 'nobody.cares', data: {} };

/** Publishes once. */
async function publish(key: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${ingest}/v1/events`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(event),
  });
  await response.arrayBuffer();
  return response;
}

describe('a key that expires', () => {
  it('works until then and no longer, on every service, and says why', async () => {
    const { admin } = await tenant('Expiry');
    const expiresAt = new Date(Date.now() + 2_000).toISOString();
    const { body: key } = await admin('POST', '/v1/api-keys', { name: 'brief', role: 'admin', expiresAt });
    expect(key).toMatchObject({ expiresAt, allowedIps: null, rateLimit: null, lastUsedAt: null });
    const brief = apiClient(api, key.key);
    expect([(await brief('GET', '/v1/webhooks')).status, (await publish(key.key)).status]).toEqual([200, 202]);

    const refused = await eventually(
      () => brief('GET', '/v1/webhooks'),
      ({ status }) => status === 401,
    );
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    expect(refused.body.error).toMatchObject({ code: 'UNAUTHENTICATED', message: 'this API key has expired' });
    expect((await publish(key.key)).status).toBe(401);
    expect((await admin('GET', `/v1/api-keys/${key.id}`)).body).toMatchObject({ id: key.id, expiresAt });
  });

  it('is not made in the past, and is not what keeps a tenant administrable', async () => {
    const { admin } = await tenant('Last');
    const past = { name: 'x', role: 'admin', expiresAt: '2026-01-01T00:00:00Z' };
    expect((await admin('POST', '/v1/api-keys', past)).body.error.details).toMatchObject([{ field: 'expiresAt' }]);

    const first = (await admin('GET', '/v1/api-keys')).body.data[0];
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    await admin('POST', '/v1/api-keys', { name: 'brief', role: 'admin', expiresAt: inAnHour });
    expect(await admin('DELETE', `/v1/api-keys/${first.id}`)).toMatchObject({ status: 409 });
  });
});

describe('a key with addresses', () => {
  it('is refused from others; what a trusted proxy says of the address is believed, what others say is not', async () => {
    const { admin } = await tenant('Addresses');
    const made = { name: 'x', role: 'admin', allowedIps: ['203.0.113.0/24', '2001:db8::/32'] };
    const { key } = (await admin('POST', '/v1/api-keys', made)).body;
    const from = async (forwarded: string) => (await publish(key, { 'x-forwarded-for': forwarded })).status;
    expect((await publish(key)).status).toBe(403);
    expect(await from('203.0.113.9')).toBe(202);
    expect(await from('2001:db8::7')).toBe(202);
    expect(await from('198.51.100.1')).toBe(403);
    // The proxy appends the peer that it saw: what stands before that is the peer's own claim.
    expect(await from('203.0.113.9, 198.51.100.1')).toBe(403);
    expect(await from('not an address')).toBe(403);
    expect(await statusFrom('127.0.0.2', key, '203.0.113.9')).toBe(403);
    expect((await admin('POST', '/v1/api-keys', { ...made, allowedIps: ['203.0.113.9'] })).body.error.details).toEqual([
      { field: 'allowedIps.0', reason: expect.stringContaining('CIDR') },
    ]);
  });
});

describe('a rotation of a key', () => {
  it('gives a key that may do the same, and lets the old one work through the overlap', async () => {
    const { admin } = await tenant('Rotation');
    const limits = { role: 'producer', allowedIps: ['127.0.0.0/8'], rateLimit: 7 };
    const { body: old } = await admin('POST', '/v1/api-keys', { name: 'Old', ...limits });
    const { status, body: rotated } = await admin('POST', `/v1/api-keys/${old.id}/rotate`);
    expect({ status, rotated }).toMatchObject({
      status: 201,
      rotated: {
        name: 'Old',
        ...limits,
        expiresAt: null,
        key: expect.stringMatching(/^chk_/),
        replaced: { id: old.id },
      },
    });
    const inHours = (Date.parse(rotated.replaced.expiresAt) - Date.now()) / 3_600_000;
    expect(inHours).toBeGreaterThan(23.9);
    expect(inHours).toBeLessThanOrEqual(24);
    for (const key of [old.key, rotated.key]) expect((await publish(key)).status).toBe(202);

    await admin('POST', `/v1/api-keys/${rotated.id}/rotate`, { overlapHours: 0 });
    await expect.poll(async () => (await publish(rotated.key)).status).toBe(401);
    expect((await publish(old.key)).status).toBe(202);
    for (const overlapHours of [-1, 169]) {
      expect((await admin('POST', `/v1/api-keys/${old.id}/rotate`, { overlapHours })).status).toBe(400);
    }
  });

  it("never tells an operator's key to an admin", async () => {
    const { body } = await operator('POST', '/v1/api-keys', { name: 'Admin of default', role: 'admin' });
    const keys = (await operator('GET', '/v1/api-keys')).body.data as { id: string; role: string }[];
    const path = `/v1/api-keys/${keys.find(({ role }) => role === 'operator')?.id}`;
    const admin = apiClient(api, body.key);
    expect((await admin('POST', `${path}/rotate`)).status).toBe(403);
    expect((await admin('DELETE', path)).status).toBe(403);
  });
});

describe('a rate limit', () => {
  it('of a key or its tenant answers 429 with a time to come again, and says what is left', async () => {
    const { admin, id } = await tenant('Rates');
    const { key: limited } = (await admin('POST', '/v1/api-keys', { name: 'x', role: 'producer', rateLimit: 2 })).body;
    const { key: free } = (await admin('POST', '/v1/api-keys', { name: 'y', role: 'producer' })).body;
    const first = await publish(limited);
    expect(Object.fromEntries(first.headers)).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    const refused = await eventually(
      () => publish(limited),
      ({ status }) => status === 429,
    );
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      ...{ 'retry-after': '1', 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' },
    });
    const unlimited = await publish(free);
    expect([unlimited.status, unlimited.headers.get('ratelimit-limit')]).toEqual([202, null]);

    expect((await admin('PATCH', `/v1/tenants/${id}`, { keyRateLimit: 9 })).body).toMatchObject({ keyRateLimit: 9 });
    await expect.poll(async () => (await publish(free)).headers.get('ratelimit-limit')).toBe('9');
    expect((await admin('GET', '/v1/webhooks')).headers.get('ratelimit-limit')).toBe('9');
    expect((await operator('GET', '/v1/tenants')).headers.get('ratelimit-limit')).toBe('500');
  });
});

describe('when a key was last used', () => {
  it('is written down by every service, at the latest when it stops', async () => {
    const { admin } = await tenant('Uses');
    const { body: unused } = await admin('POST', '/v1/api-keys', { name: 'unused', role: 'viewer' });
    const { body: used } = await admin('POST', '/v1/api-keys', { name: 'used', role: 'producer' });
    const beforeMs = Date.now();
    expect((await publish(used.key)).status).toBe(202);
    const shown = async ({ id }: { id: string }) => (await admin('GET', `/v1/api-keys/${id}`)).body.lastUsedAt;
    expect(await shown(used)).toBeNull();
    await carehook.app('event-ingest').process.restart();
    const lastUsedAt = Date.parse(await shown(used));
    expect(lastUsedAt).toBeGreaterThanOrEqual(beforeMs);
    expect(lastUsedAt).toBeLessThanOrEqual(Date.now());
    expect(await shown(unused)).toBeNull();
  });
});

/** Publishes from another address of this machine, which is no trusted proxy. */
function statusFrom(localAddress: string, key: string, forwarded: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-api-key': key, 'x-forwarded-for': forwarded, 'content-type': 'application/json' };
    request(`${ingest}/v1/events`, { method: 'POST', localAddress, headers, family: 4 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end(JSON.stringify(event));
  });
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../../tools/local-stack/src/carehook-app.js';
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

const newTenant = (name: string) => createTenant(url, operator, name);
const hook = { url: 'https://receiver.example.org/hooks?token=s3cret-query', events: ['patient.created'] };
const actions = ({ body }: { body: { data: { action: string; status: number }[] } }) =>
  body.data.map(({ action, status }) => `${action} ${status}`);

async function publishedEvent(tenantId: string): Promise<string> {
  const uid = '019bc12b-fb40-7000-8000-00000000e001';
  await carehook.database.query(
    `create table if not exists events_2026_test partition of events
     for values from ('019bc12b-0000-7000-8000-000000000000') to ('019bc12b-ffff-7000-8000-000000000000')`,
  );
  await carehook.database.query(
    `insert into events (uid, tenant_id, id, type, source, time_text, content_type, extensions, data, accepted_at)
     values ($1, $2, 'e-1', 'patient.created', '/test', '2026-01-15T10:30:00Z', 'application/json', '{}', '{"name":"Ada"}', now())`,
    [uid, tenantId],
  );
  return uid;
}

describe('the audit log', () => {
  it('tells who changed what, before and after, and no secret', async () => {
    const { admin, id: tenantId, key } = await newTenant('Audited');
    const headers = { Authorization: 'Bearer s3cret-header' };
    const { body: webhook } = await admin('POST', '/v1/webhooks', { ...hook, headers });
    await admin('PATCH', `/v1/webhooks/${webhook.id}`, { name: 'Renamed', secret: `whsec_${'czNjcmV0'.repeat(4)}` });
    await admin('POST', `/v1/webhooks/${webhook.id}/deactivate`);
    const { body: made } = await admin('POST', '/v1/api-keys', { name: 'Viewer', role: 'viewer' });
    await admin('DELETE', `/v1/api-keys/${made.id}`);
    await admin('PATCH', `/v1/tenants/${tenantId}`, { name: 'Audited twice' });
    await admin('POST', '/v1/event-types', { type: 'own.type', schema: { type: 'object' } });
    await admin('DELETE', '/v1/event-types/own.type');
    await admin('DELETE', `/v1/webhooks/${webhook.id}`);

    const log = await admin('GET', '/v1/audit-log?to=2999-01-01T00:00:00Z');
    expect(actions(log)).toEqual([
      'webhook.delete 204',
      'event-type.delete 204',
      'event-type.create 201',
      'tenant.update 200',
      'api-key.revoke 204',
      'api-key.create 201',
      'webhook.deactivate 200',
      'webhook.update 200',
      'webhook.create 201',
      'tenant.create 201',
    ]);
    const { before, after, ...update } = log.body.data.find(
      ({ action }: { action: string }) => action === 'webhook.update',
    );
    expect(update).toMatchObject({
      sequence: 3,
      actor: { keyId: expect.any(String), name: 'First admin key', role: 'admin' },
      object: { type: 'webhook', id: webhook.id },
      ip: expect.stringMatching(/127\.0\.0\.1|::1/),
      userAgent: expect.any(String),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(before).toMatchObject({ name: 'receiver.example.org' });
    expect(after).toMatchObject({ name: 'Renamed', secret: 'changed' });
    for (const secret of ['s3cret', 'czNjcmV0', webhook.secret, made.key, key]) expect(log.text).not.toContain(secret);
  });

  it('tells of what was refused, and of every read of event data', async () => {
    const { admin, id } = await newTenant('Readers');
    const uid = await publishedEvent(id);
    expect((await admin('GET', `/v1/events/${uid}`)).text).toContain('Ada');
    await admin('GET', '/v1/events');
    await admin('GET', '/v1/events/%00');
    await admin('GET', `/v1/deliveries/${uid}/attempts`);
    await admin('POST', '/v1/webhooks', { url: 'not a url' });
    await admin('DELETE', `/v1/webhooks/${uid}`);
    const log = await admin('GET', '/v1/audit-log');
    expect(actions(log)).toEqual([
      'webhook.delete 404',
      'webhook.create 400',
      'delivery.read-attempts 404',
      'event.read 404',
      'event.list 200',
      'event.read 200',
      'tenant.create 201',
    ]);
    expect(log.body.data[5].object).toEqual({ type: 'event', id: uid });
    // What cannot be an id may be a patient's number.
    expect(log.body.data[3].object).toEqual({ type: 'event', id: null });
    expect(log.text).not.toContain('Ada');
  });

  it('is paged and filtered, and exported line by line', async () => {
    const { admin, key } = await newTenant('Pages');
    const { body: webhook } = await admin('POST', '/v1/webhooks', hook);
    await admin('POST', `/v1/webhooks/${webhook.id}/deactivate`);
    await admin('POST', `/v1/webhooks/${webhook.id}/activate`);
    const get = (query: string) => admin('GET', `/v1/audit-log?${query}`);
    const first = await get('action=webhook.*&limit=2');
    expect(actions(first)).toEqual(['webhook.activate 200', 'webhook.deactivate 200']);
    const second = await get(`action=webhook.*&limit=2&cursor=${first.body.nextCursor}`);
    expect(actions(second)).toEqual(['webhook.create 201']);
    expect(second.body.nextCursor).toBeNull();
    expect(actions(await get(`object=${webhook.id}&action=webhook.create`))).toEqual(['webhook.create 201']);
    const [{ actor, at }] = second.body.data;
    expect((await get(`actor=${actor.keyId}&action=webhook.create`)).body.data).toHaveLength(1);
    expect((await get(`actor=${webhook.id}`)).body.data).toHaveLength(0);
    expect((await get(`action=webhook.*&to=${at}`)).body.data).toHaveLength(0);
    expect((await get('cursor=eA')).body.error.details[0].field).toBe('cursor');

    const response = await fetch(`${url}/v1/audit-log?action=webhook.*`, {
      headers: { 'x-api-key': key, accept: 'application/x-ndjson' },
    });
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).action)).toEqual([
      'webhook.create',
      'webhook.deactivate',
      'webhook.activate',
    ]);
  });

  it("is the tenant's own; operators see what was done to other tenants as such", async () => {
    const { admin, id } = await newTenant('Own');
    await admin('POST', '/v1/webhooks', hook);
    const other = await newTenant('Not theirs');
    expect((await other.admin('GET', `/v1/audit-log?tenantId=${id}`)).status).toBe(403);
    expect((await other.admin('GET', `/v1/audit-log/verify?tenantId=${id}`)).status).toBe(403);
    expect(actions(await operator('GET', `/v1/audit-log?tenantId=${id}`))).toEqual(['tenant.create 201']);
    expect((await operator('GET', `/v1/audit-log?tenantId=${id}&action=webhook.*`)).status).toBe(403);
    expect((await operator('GET', `/v1/audit-log/verify?tenantId=${id}`)).body).toMatchObject({ ok: true, rows: 2 });
    const { body: viewer } = await admin('POST', '/v1/api-keys', { name: 'v', role: 'viewer' });
    expect((await apiClient(url, viewer.key)('GET', '/v1/audit-log')).status).toBe(403);
  });
});

describe('the chain', () => {
  it('holds with several replicas appending at once', async () => {
    const { admin, id, key } = await newTenant('Replicas');
    const replica = await startApp('subscription-api', carehook.env, { restarts: false });
    try {
      const others = apiClient(replica.url, key);
      const calls = Array.from({ length: 60 }, (_, index) =>
        index % 3 === 0
          ? (index % 2 ? admin : others)('POST', '/v1/webhooks', hook)
          : (index % 2 ? admin : others)('GET', '/v1/events'),
      );
      const statuses = (await Promise.all(calls)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([200, 201]));
      expect((await admin('GET', '/v1/audit-log/verify')).body).toMatchObject({ ok: true, rows: 61, tenantId: id });
    } finally {
      await replica.process.stop();
    }
  });

  it('cannot be changed by accident, and shows where it was changed on purpose; the shell tells the same', async () => {
    const { admin, id } = await newTenant('Tampered');
    for (let index = 0; index < 4; index += 1) await admin('GET', '/v1/events');
    const database = carehook.database;
    for (const statement of [
      `update audit_log set entry = '{}' where tenant_id = '${id}'`,
      `delete from audit_log where tenant_id = '${id}'`,
      'truncate audit_log',
      'delete from audit_heads',
    ]) {
      await expect(database.query(statement)).rejects.toThrow('only ever appended to');
    }
    expect(await shellVerdict(id)).toMatchObject({ code: 0, stdout: expect.stringContaining('the chain holds') });

    await database.query('alter table audit_log disable trigger all');
    await database.query(
      `update audit_log set entry = replace(entry::text, 'event.list', 'nothing.done')::json
       where tenant_id = '${id}' and sequence = 3`,
    );
    await database.query('alter table audit_log enable trigger all');
    expect((await admin('GET', '/v1/audit-log/verify')).body).toMatchObject({
      ok: false,
      rows: 2,
      firstBroken: { sequence: 3, reason: 'was changed' },
    });
    expect(await shellVerdict(id)).toMatchObject({ code: 1, stdout: expect.stringContaining('broken at row 3') });
  });

  it('holds after retention dropped its beginning', async () => {
    const { admin, id } = await newTenant('Retained');
    for (let index = 0; index < 4; index += 1) await admin('GET', '/v1/events');
    const { rows } = await carehook.database.query('select at from audit_log where tenant_id = $1 and sequence = 4', [
      id,
    ]);
    await carehook.database.query('select prune_audit($1, 5000)', [rows[0].at]);
    const verdict = (await admin('GET', '/v1/audit-log/verify')).body;
    expect(verdict).toMatchObject({ ok: true, head: { sequence: 5 } });
    expect(verdict.rows).toBeLessThan(5);
  });
});

async function shellVerdict(tenantId: string): Promise<{ code: number; stdout: string }> {
  const script = 'dist/apps/subscription-api/src/audit/audit-verify.main.js';
  const options = { env: { ...process.env, DATABASE_URL: carehook.databaseUrl } };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, tenantId], options);
    return { code: 0, stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}

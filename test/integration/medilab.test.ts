import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crm, MedilabClient } from '../support/medilab.client.js';
import { joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';

let pipeline: PipelineInUse;
let tenant: TestTenant;
let medilab: MedilabClient;

beforeAll(async () => {
  pipeline = await joinPipeline();
  tenant = await pipeline.tenant('MediLab');
  medilab = new MedilabClient(pipeline, tenant);
});
afterAll(() => pipeline?.stop());

describe('a webhook', () => {
  it('is made from the documented body, and shown in the same words', async () => {
    const answer = await medilab.call('POST', '/', crm);
    expect(answer).toMatchObject({ status: 201, body: { ...crm, is_active: true, status: 'active', total_calls: 0 } });
    const { secret: _told, ...shown } = crm;
    const { body, text } = await medilab.call('GET', `/${answer.body.id}`);
    expect(body).toMatchObject({ ...shown, is_active: true, last_triggered_at: null });
    expect(text).not.toContain(crm.secret);
    expect(Object.keys(body).filter((key) => /[A-Z]/.test(key))).toEqual([]);
  });

  it('has the documented defaults, and needs no secret', async () => {
    const { body } = await medilab.call('POST', '', { url: crm.url, events: crm.events });
    const defaults = { max_retries: 3, retry_delay: 60, timeout: 30, filters: {}, headers: {}, is_active: true };
    expect(body).toMatchObject({ ...defaults, name: 'crm.example.com' });
    expect(body).not.toHaveProperty('secret');
    expect((await tenant.admin('GET', `/v1/webhooks/${body.id}`)).body).toMatchObject({
      dialect: 'medilab',
      retryConfig: {},
      secretHint: null,
    });
  });

  it('is made from the same body as a configuration document, whose errors are in its words, too', async () => {
    const path = '/v1/dialects/medilab/webhooks';
    const { status, body } = await tenant.admin('POST', path, crm);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: crm.name, dialect: 'medilab', retryConfig: { retryDelay: 60_000 } });
    const refused = await tenant.admin('POST', path, { ...crm, max_retries: 11 });
    expect(refused.body.error.details).toEqual([{ field: 'max_retries', reason: 'at most 10 retries' }]);
  });

  it.each([
    ['max_retries', 11, 'at most 10 retries'],
    ['timeout', 301, 'at most 300 seconds'],
    ['retry_delay', 43_201, 'at most 43200 seconds'],
    ['headers', { 'X-Webhook-Signature': 'x' }, 'dialect'],
    ['maxRetries', 3, 'is not known here'],
    ['secret', 'short', ''],
  ])('is refused with %s of %j', async (field, value, reason) => {
    const { status: code, body } = await medilab.call('POST', '/', { ...crm, [field]: value });
    expect(code).toBe(400);
    expect(body.error.code).toBe('VALIDATION_FAILED');
    const [problem] = body.error.details;
    expect(problem.field.split('.')[0]).toBe(field);
    expect(problem.reason).toContain(reason);
  });

  it('may have ten retries and 300 seconds', async () => {
    const id = await medilab.created({ max_retries: 10, timeout: 300 });
    expect((await medilab.call('GET', `/${id}/`)).body).toMatchObject({
      max_retries: 10,
      timeout: 300,
      retry_delay: 60,
    });
  });

  it('is changed field by field, switched on and off, and deleted', async () => {
    const id = await medilab.created();
    expect((await medilab.call('POST', `/${id}/deactivate`)).body).toMatchObject({
      is_active: false,
      status: 'inactive',
    });
    const renamed = await medilab.call('PUT', `/${id}`, { name: 'Обновленное название' });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'Обновленное название', is_active: false } });
    const changed = await medilab.call('PUT', `/${id}/`, { is_active: true, max_retries: 5 });
    expect(changed.body).toMatchObject({ is_active: true, max_retries: 5, retry_delay: 60, timeout: 30 });
    expect((await medilab.call('PUT', `/${id}`, { retry_delay: 5, max_retries: null })).body).toMatchObject({
      ...{ max_retries: 3, retry_delay: 5, timeout: 30, filters: crm.filters, description: crm.description },
    });
    expect((await medilab.call('PUT', `/${id}`, (await medilab.call('GET', `/${id}`)).body)).status).toBe(200);
    expect((await medilab.call('POST', `/${id}/deactivate/`)).body.is_active).toBe(false);
    expect((await medilab.call('POST', `/${id}/activate/`)).body.is_active).toBe(true);
    expect((await medilab.call('DELETE', `/${id}`)).status).toBe(204);
    expect((await medilab.call('GET', `/${id}`)).status).toBe(404);
  });

  it('is listed by status and limit, newest first, with and without a slash at the end', async () => {
    const other = await pipeline.tenant('List');
    const call = (path: string) => medilab.call('GET', path, undefined, other.key);
    const ids: string[] = [];
    for (const is_active of [true, false, true]) {
      ids.unshift((await medilab.call('POST', '/', { ...crm, is_active }, other.key)).body.id);
    }
    const native = await other.admin('POST', '/v1/webhooks', { url: crm.url, events: ['*'] });
    const idsOf = async (path: string) => (await call(path)).body.map(({ id }: { id: string }) => id);
    expect(await idsOf('/')).toEqual(ids);
    expect(await idsOf('')).toEqual(ids);
    expect(await idsOf('/?status=active&limit=50')).toEqual([ids[0], ids[2]]);
    expect(await idsOf('/?status=inactive')).toEqual([ids[1]]);
    expect(await idsOf('?limit=1')).toEqual([ids[0]]);
    expect((await call('/?status=disabled')).status).toBe(400);
    expect((await call('/?limit=0')).status).toBe(400);
    expect((await call('/system/stats/')).body).toMatchObject({ total_webhooks: 3, active_webhooks: 2 });
    expect((await call(`/${native.body.id}`)).status).toBe(404);
  });

  it('of another dialect or another tenant is not there, whatever is asked', async () => {
    const { body: native } = await tenant.admin('POST', '/v1/webhooks', { url: crm.url, events: ['nothing.ever'] });
    const stranger = await pipeline.tenant('Stranger');
    const mine = await medilab.created();
    const cases: [id: string, token: string][] = [
      [native.id, tenant.key],
      [mine, stranger.key],
      ['1', tenant.key],
    ];
    for (const [id, token] of cases) {
      const answers = [
        await medilab.call('GET', `/${id}`, undefined, token),
        await medilab.call('PUT', `/${id}`, { name: 'x' }, token),
        await medilab.call('DELETE', `/${id}`, undefined, token),
        await medilab.call('POST', `/${id}/activate`, undefined, token),
        await medilab.call('POST', `/${id}/deactivate`, undefined, token),
        await medilab.call('POST', `/${id}/test`, {}, token),
        await medilab.call('GET', `/${id}/stats`, undefined, token),
        await medilab.call('GET', `/${id}/calls`, undefined, token),
      ];
      expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(404));
    }
    expect((await medilab.call('GET', '/', undefined, stranger.key)).body).toEqual([]);
    expect((await medilab.call('GET', '/system/stats', undefined, stranger.key)).body).toMatchObject({
      total_webhooks: 0,
    });
    expect((await medilab.call('GET', `/${mine}`)).body.is_active).toBe(true);
  });
});

describe('a key', () => {
  it('of a viewer reads, of a producer triggers, and neither changes', async () => {
    const keyOf = async (role: string) => (await tenant.admin('POST', '/v1/api-keys', { name: role, role })).body.key;
    const [viewer, producer] = [await keyOf('viewer'), await keyOf('producer')];
    const id = await medilab.created({ events: ['nothing.ever'] });
    const event = { event_type: 'nothing.at-all', event_data: null };
    const codes = async (token: string) => [
      (await medilab.call('GET', '/', undefined, token)).status,
      (await medilab.call('GET', `/${id}/stats`, undefined, token)).status,
      (await medilab.call('GET', `/${id}/calls`, undefined, token)).status,
      (await medilab.call('GET', '/system/stats', undefined, token)).status,
      (await medilab.call('POST', '/events/trigger', event, token)).status,
      (await medilab.call('POST', '/', crm, token)).status,
      (await medilab.call('PUT', `/${id}`, {}, token)).status,
      (await medilab.call('POST', `/${id}/test`, {}, token)).status,
    ];
    expect(await codes(viewer)).toEqual([200, 200, 200, 200, 403, 403, 403, 403]);
    expect(await codes(producer)).toEqual([403, 403, 403, 403, 202, 403, 403, 403]);
    expect(await codes('wrong')).toEqual(Array(8).fill(401));
  });
});

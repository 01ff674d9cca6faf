import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, apiClient } from '../support/carehook.js';
import { joinPipeline, type PipelineInUse, type TestTenant } from '../support/pipeline.js';

const BED: Record<string, unknown> = {
  type: 'object',
  required: ['bed'],
  properties: { bed: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
};
const FITS = { bed: { id: 'b-7' } };
const MISFIT = { bed: { id: 4711 } };

let pipeline: PipelineInUse;

beforeAll(async () => {
  pipeline = await joinPipeline();
});
afterAll(async () => {
  await pipeline?.stop();
});

const isOwn = ({ origin }: { origin: string }) => origin === 'tenant';
const typesOf = ({ body }: Answer) => body.data.map(({ type }: { type: string }) => type);

describe('GET /v1/event-types', () => {
  it("lists what is built into the tenant's dialect, another one or all, and the tenant's own", async () => {
    const tenant = await pipeline.tenant('Lists types', 'healthsync');
    await tenant.admin('POST', '/v1/event-types', { type: 'bed.freed', schema: BED });
    const listed = await tenant.admin('GET', '/v1/event-types?limit=200');
    expect(typesOf(listed)).toHaveLength(18);
    expect(typesOf(listed)).toEqual(typesOf(listed).sort());
    expect(listed.body.data).toContainEqual({
      type: 'document.uploaded',
      name: 'Document uploaded',
      version: 1,
      description: expect.any(String),
      schema: expect.objectContaining({ type: 'object' }),
      example: expect.objectContaining({ id: 'doc_xyz789' }),
      origin: 'HealthSync',
      dialect: 'healthsync',
    });
    const own = { version: 1, description: null, schema: BED, example: null, origin: 'tenant', dialect: null };
    expect(listed.body.data).toContainEqual({ type: 'bed.freed', name: 'Bed freed', ...own });

    const ofStandard = await tenant.admin('GET', '/v1/event-types?limit=200&dialect=standard');
    const carehooks = ['delivery.dead', 'webhook.disabled', 'webhook.failing', 'webhook.recovered'];
    expect(typesOf(ofStandard)).toEqual(['bed.freed', ...carehooks]);
    expect(ofStandard.body.data.at(-1)).toMatchObject({ origin: 'Carehook', dialect: null, version: 1 });
    const all = await tenant.admin('GET', '/v1/event-types?limit=200&dialect=all');
    expect(all.body.data.filter(({ type }: { type: string }) => type === 'patient.created')).toMatchObject([
      { dialect: 'medilab' },
      { dialect: 'zarish-sphere' },
    ]);
    expect((await tenant.admin('GET', '/v1/event-types?dialect=klingon')).status).toBe(400);
  });

  it('pages through all of them without a gap', async () => {
    const tenant = await pipeline.tenant('Pages types', 'zarish-sphere');
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await tenant.admin('GET', `/v1/event-types?dialect=all&limit=7${cursor}`);
      seen.push(...page.body.data.map((each: { type: string; dialect: string }) => `${each.type} ${each.dialect}`));
      if (page.body.nextCursor === null) break;
      cursor = `&cursor=${page.body.nextCursor}`;
    }
    const whole = await tenant.admin('GET', '/v1/event-types?dialect=all&limit=200');
    expect(seen).toHaveLength(whole.body.data.length);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await tenant.admin('GET', '/v1/event-types?cursor=x')).status).toBe(400);
  });

  it('is for viewers and producers too, who change nothing', async () => {
    const tenant = await pipeline.tenant('Roles of types');
    const api = pipeline.carehook.app('subscription-api').url;
    for (const role of ['viewer', 'producer']) {
      const { body } = await tenant.admin('POST', '/v1/api-keys', { name: role, role });
      const caller = apiClient(api, body.key as string);
      expect((await caller('GET', '/v1/event-types')).status).toBe(200);
      expect((await caller('POST', '/v1/event-types', { type: 'bed.freed', schema: BED })).status).toBe(403);
      expect((await caller('DELETE', '/v1/event-types/bed.freed')).status).toBe(403);
      expect((await caller('PATCH', `/v1/tenants/${tenant.id}`, { eventValidation: 'off' })).status).toBe(403);
    }
  });
});

describe('an event type of a tenant', () => {
  it('has versions that stay as they are', async () => {
    const tenant = await pipeline.tenant('Versions');
    const first = await tenant.admin('POST', '/v1/event-types', { type: 'bed.freed', schema: BED, example: FITS });
    expect(first).toMatchObject({ status: 201, body: { version: 1, schema: BED, example: FITS } });
    const loose = { type: 'bed.freed', description: 'A bed is free.', schema: {} };
    expect((await tenant.admin('POST', '/v1/event-types', loose)).body.version).toBe(2);
    const get = async (query = '') => (await tenant.admin('GET', `/v1/event-types/bed.freed${query}`)).body;
    expect(await get()).toMatchObject({ version: 2, description: 'A bed is free.', schema: {}, example: null });
    expect(await get('?version=1')).toMatchObject({ version: 1, schema: BED });
    expect((await tenant.admin('GET', '/v1/event-types/bed.freed?version=3')).status).toBe(404);
  });

  it('takes the place of the built-in one of its name, until it is deleted', async () => {
    const tenant = await pipeline.tenant('Overrides', 'zarish-sphere');
    const origin = async () => (await tenant.admin('GET', '/v1/event-types/patient.created')).body.origin;
    expect(await origin()).toBe('ZARISH SPHERE');
    await tenant.admin('POST', '/v1/event-types', { type: 'patient.created', schema: BED });
    expect(await origin()).toBe('tenant');
    const listed = await tenant.admin('GET', '/v1/event-types?dialect=all&limit=200');
    expect(typesOf(listed).filter((type: string) => type === 'patient.created')).toHaveLength(1);

    expect((await tenant.admin('DELETE', '/v1/event-types/patient.created')).status).toBe(204);
    expect(await origin()).toBe('ZARISH SPHERE');
    expect((await tenant.admin('DELETE', '/v1/event-types/patient.created')).status).toBe(404);
    const again = await tenant.admin('POST', '/v1/event-types', { type: 'patient.created', schema: BED });
    expect(again.body.version).toBe(2);
  });

  it("is nobody else's", async () => {
    const [one, other] = await Promise.all([pipeline.tenant('Own types'), pipeline.tenant('Foreign types')]);
    await one.admin('POST', '/v1/event-types', { type: 'bed.freed', schema: BED });
    expect((await other.admin('GET', '/v1/event-types/bed.freed')).status).toBe(404);
    expect((await other.admin('DELETE', '/v1/event-types/bed.freed')).status).toBe(404);
    expect((await other.admin('GET', '/v1/event-types')).body.data.some(isOwn)).toBe(false);
    expect((await one.admin('GET', '/v1/event-types/bed.freed')).status).toBe(200);
  });

  it.each([
    ['a regular expression', { schema: { properties: { x: { pattern: '(a+)+$' } } } }, 'schema.properties.x.pattern'],
    ['patternProperties', { schema: { patternProperties: { a: {} } } }, 'schema.patternProperties'],
    ['a reference to elsewhere', { schema: { $ref: 'https://example.org/a' } }, 'schema.$ref'],
    ['a type that does not exist', { schema: { properties: { x: { type: 'text' } } } }, 'schema.properties.x.type'],
    ['a schema that is none', { schema: [] }, 'schema'],
    ['no schema', { schema: undefined }, 'schema'],
    ['a schema that PostgreSQL cannot hold', { schema: { title: 'a\0b' } }, 'schema'],
    ['an example that does not fit', { schema: BED, example: MISFIT }, 'example.bed.id'],
    ['a type with spaces', { type: 'bed freed', schema: {} }, 'type'],
    ['an unknown field', { schema: {}, colour: 'red' }, 'colour'],
  ])('is refused with %s, naming the field and the reason', async (_, body, field) => {
    const tenant = await refusing();
    const answer = await tenant.admin('POST', '/v1/event-types', { type: 'bed.freed', ...body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_FAILED' } } });
    expect(answer.body.error.details).toContainEqual({ field, reason: expect.stringMatching(/./) });
    expect((await tenant.admin('GET', '/v1/event-types')).body.data.some(isOwn)).toBe(false);
  });

  it('is one of 500 at most', async () => {
    const tenant = await pipeline.tenant('Many types');
    await pipeline.carehook.database.query(
      `insert into event_types (tenant_id, type, version, schema, revision)
       select $1, 'made.t' || n, 1, '{}', 0 from generate_series(1, 500) n`,
      [tenant.id],
    );
    const one = { type: 'bed.freed', schema: {} };
    expect(await tenant.admin('POST', '/v1/event-types', one)).toMatchObject({ status: 409 });
    expect((await tenant.admin('POST', '/v1/event-types', { ...one, type: 'made.t1' })).body.version).toBe(2);
  });
});

let refusingTenant: Promise<TestTenant> | undefined;
const refusing = () => (refusingTenant ??= pipeline.tenant('Refuses schemas'));

describe('a sample', () => {
  it('is the request that a receiver would get, with a signature that can be checked', async () => {
    const tenant = await pipeline.tenant('Samples', 'zarish-sphere');
    const path = '/v1/event-types/patient.deleted/sample';
    const { body } = await tenant.admin('GET', path);
    expect(body).toMatchObject({ dialect: 'zarish-sphere', bodyJson: { eventType: 'patient.deleted' } });
    expect(body.bodyJson.data).toEqual((await tenant.admin('GET', '/v1/event-types/patient.deleted')).body.example);
    expect(JSON.parse(body.body)).toEqual(body.bodyJson);
    const signature = createHmac('sha256', body.secret as string)
      .update(body.body as string)
      .digest('hex');
    expect(body.headers['X-ZarishSphere-Signature']).toBe(signature);
    expect((await tenant.admin('GET', path)).body).toEqual(body);
  });

  it("shows a type of the tenant's own, or of its dialect, in any dialect", async () => {
    const tenant = await pipeline.tenant('Samples in others', 'zarish-sphere');
    await tenant.admin('POST', '/v1/event-types', { type: 'bed.freed', schema: BED, example: FITS });
    const sample = async (type: string, dialect: string) =>
      (await tenant.admin('GET', `/v1/event-types/${type}/sample?dialect=${dialect}`)).body.bodyJson;
    expect(await sample('bed.freed', 'c4hxp')).toMatchObject({ event: 'bed.freed', data: FITS });
    expect(await sample('system.alert', 'medilab')).toMatchObject({ event_data: { alert: { severity: 'critical' } } });
    expect(await sample('patient.created', 'medilab')).toMatchObject({ event_data: { patient_id: 123 } });
  });

  it('is not there for a type without an example, or that nobody knows', async () => {
    const tenant = await pipeline.tenant('No samples');
    await tenant.admin('POST', '/v1/event-types', { type: 'bed.freed', schema: BED });
    for (const type of ['bed.freed', 'bed.taken', 'a%20b']) {
      expect((await tenant.admin('GET', `/v1/event-types/${type}/sample`)).status, type).toBe(404);
    }
  });
});

describe('a tenant', () => {
  it('warns unless it asks for something else, and is changed by its admin and by operators', async () => {
    const tenant = await pipeline.tenant('Changes');
    const path = `/v1/tenants/${tenant.id}`;
    expect((await tenant.admin('GET', path)).body.eventValidation).toBe('warn');
    const changed = await tenant.admin('PATCH', path, { eventValidation: 'reject', name: 'Changed' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Changed', eventValidation: 'reject' } });
    expect(changed.body.defaultDialect).toBe('standard');
    const byOperator = await pipeline.operator('PATCH', path, { defaultDialect: 'medilab' });
    expect(byOperator.body).toMatchObject({ defaultDialect: 'medilab', eventValidation: 'reject' });

    const other = await pipeline.tenant('Changes others');
    expect((await other.admin('PATCH', path, { eventValidation: 'off' })).status).toBe(404);
    expect((await tenant.admin('PATCH', path, { eventValidation: 'loud' })).status).toBe(400);
    expect((await tenant.admin('PATCH', path, { id: 'mine' })).status).toBe(400);
  });
});

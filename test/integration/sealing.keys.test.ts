import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOPICS } from '#kafka';
import { startApp } from '../../tools/local-stack/src/carehook-app.js';
import { apiClient } from '../support/carehook.js';
import { eventually, type TestTenant } from '../support/pipeline.js';
import { status } from '../support/receiver.js';
import { EXACT, MARKER, SealedWorld } from '../support/sealed.world.js';
import { headerTexts } from '../support/topics.js';

const RESEAL = 'dist/apps/subscription-api/src/reseal/reseal.main.js';
const run = promisify(execFile);

let world: SealedWorld;
let tenant: TestTenant;

beforeAll(async () => {
  world = await SealedWorld.start();
  tenant = await world.sealedTenant('Sealed');
});
afterAll(() => world?.stop());

describe('a data key', () => {
  it('that was made a moment ago opens what it sealed; those before it go on opening', async () => {
    const rotating = await world.sealedTenant('Rotating');
    await rotating.webhook('/rotating', { events: ['turn.happened'] });
    const before = await world.rowOf(await world.publish(rotating.key, 'turn.happened', '{"n":1}'));
    const keyId = await world.rotate(rotating);
    let n = 1;
    const after = await eventually(
      async () => world.rowOf(await world.publish(rotating.key, 'turn.happened', `{"n":${++n}}`)),
      (row) => row.data_key_id === keyId,
    );
    const requests = await world.pipeline.receiver.waitFor('/rotating', n);
    expect(new Set(requests.map(({ body }) => JSON.parse(String(body)).data.n)).size).toBe(n);
    for (const { uid } of [before, after]) {
      expect((await rotating.admin('GET', `/v1/events/${uid}`)).status).toBe(200);
    }
    expect((await world.keysOf(rotating)).map(({ id, seals }: { id: string; seals: boolean }) => [id, seals])).toEqual([
      [keyId, true],
      [before.data_key_id, false],
    ]);
  });

  it('is dropped only by who says so, and not while it seals', async () => {
    const keyId = (await world.keysOf(tenant))[0]?.id ?? '';
    for (const body of [null, {}, { confirm: 'yes' }]) expect((await world.drop(tenant, keyId, body)).status).toBe(400);
    expect((await tenant.admin('DELETE', `/v1/tenants/${tenant.id}/data-keys/${keyId}`)).status).toBe(400);
    expect((await world.drop(tenant, keyId)).status).toBe(409);
    expect((await world.drop(tenant, randomUUID())).status).toBe(404);
  });

  it('erases what it sealed when it is dropped: nothing opens, and what waits ends', async () => {
    const erased = await world.sealedTenant('Erased');
    world.pipeline.receiver.on('/erased', status(500));
    const settings = { events: ['doomed.*'], retryConfig: { maxRetries: 5, retryDelay: 3_000 } };
    const webhook = await erased.webhook('/erased', { ...settings, dialect: 'zarish-sphere' });
    const large = await erased.webhook('/erased-large', { ...settings, dialect: 'zarish-sphere', events: ['huge.*'] });
    world.pipeline.receiver.on('/erased-large', status(500));
    const id = await world.publish(erased.key, 'doomed.happened', EXACT);
    await world.publish(erased.key, 'huge.happened', `{"pad":"${'x'.repeat(100_000)}"}`);
    const row = await world.rowOf(id);
    const waits = (each: { status: string }) => each.status === 'pending';
    const { id: deliveryId } = await world.deliveryOf(erased, webhook.id, waits);
    const record = await world.recordOf(TOPICS.events, id);
    await world.deliveryOf(erased, large.id, waits);

    await world.rotate(erased);
    expect((await world.drop(erased, row.data_key_id as string)).status).toBe(204);
    expect((await world.drop(erased, row.data_key_id as string)).status).toBe(204);
    const shown = await erased.admin('GET', `/v1/events/${row.uid}`);
    expect([shown.status, shown.body.error.code]).toEqual([410, 'ERASED']);
    expect((await erased.admin('POST', '/v1/filters/explain', { eventId: row.uid, filters: {} })).status).toBe(410);
    expect((await erased.admin('GET', '/v1/events')).body.data).toContainEqual(
      expect.objectContaining({ uid: row.uid, dataKeyId: row.data_key_id }),
    );

    // One that stood in the topic when the key was dropped.
    await world.topics.publish([{ value: record.value, headers: headerTexts(record.headers) }]);
    const rejected = await world.recordOf(TOPICS.rejected, id);
    expect(headerTexts(rejected.headers)['rejected-reason']).toMatch(/^erased: /);

    const ends = (each: { status: string }) => each.status === 'cancelled';
    for (const { id: webhookId } of [webhook, large]) {
      expect(await world.deliveryOf(erased, webhookId, ends)).toMatchObject({ lastCode: 'data_erased' });
    }
    expect((await erased.admin('POST', `/v1/deliveries/${deliveryId}/replay`)).status).toBe(410);
    expect((await erased.admin('POST', `/v1/deliveries/${deliveryId}/retry`)).status).toBe(409);
    const { rows } = await world.pipeline.carehook.database.query('select sealed from tenant_data_keys where id = $1', [
      row.data_key_id,
    ]);
    expect(rows).toEqual([{ sealed: null }]);
    const log = (await erased.admin('GET', '/v1/audit-log?action=data-key.drop')).body.data;
    expect(log).toContainEqual(expect.objectContaining({ object: { type: 'data-key', id: row.data_key_id } }));

    await erased.webhook('/alive', { events: ['alive.happened'] });
    await world.publish(erased.key, 'alive.happened', '{"n":1}');
    await world.pipeline.receiver.waitFor('/alive', 1);
  });

  it('is sealed anew when the master key is rotated', async () => {
    const { env, database } = world.pipeline.carehook;
    const next = randomBytes(32).toString('hex');
    const rotated = { CAREHOOK_MASTER_KEY: next, CAREHOOK_OLD_MASTER_KEYS: env.CAREHOOK_MASTER_KEY };
    const masterKeys = async () =>
      (
        await database.query(
          `select distinct encode(substring(sealed from 2 for 4), 'hex') as id from tenant_data_keys where sealed is not null`,
        )
      ).rows.map(({ id }) => id as string);
    const [before] = await masterKeys();
    await run(process.execPath, [RESEAL], { env: { ...process.env, ...env, ...rotated } });
    expect(await masterKeys()).toEqual([expect.not.stringMatching(before ?? '')]);

    const { uid } = await world.rowOf(await world.publish(tenant.key, 'sealed.anew', EXACT));
    await expect(startApp('filter-router', env)).rejects.toThrow(/not known here/);
    const api = await startApp('subscription-api', { ...env, CAREHOOK_MASTER_KEY: next });
    try {
      expect((await apiClient(api.url, tenant.key)('GET', `/v1/events/${uid}`)).text).toContain(EXACT);
    } finally {
      await api.process.stop();
    }
  });
});

describe('event-ingest without a master key', () => {
  it('takes events of tenants that do not seal, and says why it takes no others', async () => {
    const { CAREHOOK_MASTER_KEY: _, ...env } = world.pipeline.carehook.env;
    const open = await world.pipeline.tenant('Open');
    const ingest = await startApp('event-ingest', env);
    try {
      const post = ({ key }: TestTenant) =>
        apiClient(ingest.url, key)('POST', '/v1/events', { type: 'a.b', data: { name: MARKER } });
      expect((await post(open)).status).toBe(202);
      const refused = await post(tenant);
      expect([refused.status, refused.body.error.code]).toEqual([503, 'UNAVAILABLE']);
      expect(refused.body.error.message).toContain('master key');
    } finally {
      await ingest.process.stop();
    }
  });
});

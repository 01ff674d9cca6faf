import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type TestTenant } from '../support/pipeline.js';
import { EXACT, MARKER, SealedWorld } from '../support/sealed.world.js';

const API_URL = 'https://carehook.example.org';

let world: SealedWorld;
let tenant: TestTenant;

beforeAll(async () => {
  world = await SealedWorld.start({ PUBLIC_API_URL: API_URL, ERASURE_SETTLE_SECONDS: '1' });
  tenant = await world.sealedTenant('Sealed and sparing');
});
afterAll(() => world?.stop());

const bodyAt = async (path: string) => {
  const [request] = await world.pipeline.receiver.waitFor(path, 1);
  return request?.body.toString() ?? '';
};

describe('an event that is sealed', () => {
  it('reaches a thin webhook without its data, and a redacted one without what is named', async () => {
    await tenant.webhook('/thin', { events: ['sparing.*'], payload: 'thin' });
    await tenant.webhook('/redacted', { events: ['sparing.*'], redact: ['name'] });
    const { uid, data_key_id: keyId } = await world.rowOf(await world.publish(tenant.key, 'sparing.made', EXACT));
    expect(keyId).not.toBeNull();
    const [thin, redacted] = [await bodyAt('/thin'), await bodyAt('/redacted')];
    expect(thin).toContain(`"data":{"id":"${uid}","href":"${API_URL}/v1/events/${uid}"}`);
    expect(redacted).toContain('"amount": 1.00, "ward":"7"}');
    expect(thin + redacted).not.toContain(MARKER);
  });

  it('is erased with its subject, and shown as erased though its key is dropped later', async () => {
    const webhook = await tenant.webhook('/erased', { events: ['erased.*'] });
    const { uid, data_key_id: keyId } = await world.rowOf(await world.publish(tenant.key, 'erased.made', EXACT));
    const { id } = await world.deliveryOf(tenant, webhook.id, ({ status }) => status === 'delivered');
    const { body: receipt } = await tenant.admin('POST', '/v1/erasures', { subject: 's' });
    await eventually(
      () => tenant.admin('GET', `/v1/erasures/${receipt.id}`),
      ({ body }) => body.finishedAt !== null,
      30_000,
    );
    const replay = await tenant.admin('POST', `/v1/deliveries/${id}/replay`);
    expect([replay.status, replay.body.error.code]).toEqual([410, 'ERASED']);
    await world.rotate(tenant);
    expect((await world.drop(tenant, keyId ?? '')).status).toBeLessThan(300);
    const shown = await tenant.admin('GET', `/v1/events/${uid}`);
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({ subject: null, data: null, dataKeyId: null, erasureId: receipt.id });
  });
});

import crypto from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../support/carehook.js';
import { eventually, type Pipeline, startPipeline, type TestTenant } from '../support/pipeline.js';
import { hanging, type ReceivedRequest } from '../support/receiver.js';

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline({ env: { SENDING_IP_RANGES: '203.0.113.0/24, 2001:db8::/32' } });
  tenant = await pipeline.tenant('HealthSync');
});
afterAll(() => pipeline?.stop());

const DOCUMENTS = '/v1/dialects/healthsync/webhooks';

/** The page's JavaScript `verifySignature`. */
function verifySignature(payload: Buffer, signature: string, secret: string): boolean {
  const computed = crypto.createHmac('sha256', secret).update(payload).digest('hex');
  return crypto.timingSafeEqual(Buffer.from(`sha256=${computed}`), Buffer.from(signature));
}

const accepted = (secret: string, { body, headers }: ReceivedRequest) =>
  verifySignature(body, String(headers['x-healthsync-signature']), secret);

describe("HealthSync's configuration document", () => {
  it('makes a webhook that receives what the page shows', async () => {
    const document = {
      url: pipeline.receiver.url('/webhooks/healthsync'),
      events: ['document.uploaded', 'analysis.completed', 'share.accessed'],
      active: true,
    };
    const created = await tenant.admin('POST', DOCUMENTS, document);
    expect(created).toMatchObject({
      status: 201,
      body: { ...document, dialect: 'healthsync', status: 'active', secret: expect.stringMatching(/^.{32,}$/) },
    });
    const { secret, ...shown } = created.body;
    const read = await tenant.admin('GET', `/v1/webhooks/${shown.id}`);
    expect(read.body).toEqual(shown);
    expect(read.text).not.toContain(secret);

    const object = { id: 'doc_xyz789', user_id: 'user_123', filename: 'lab_results.pdf', file_size: 245678 };
    const time = '2024-02-27T10:30:00Z';
    await tenant.publish({ type: 'family_member.added', data: {} });
    const id = await tenant.publish({ type: 'document.uploaded', time, data: object });
    const [request] = await pipeline.receiver.waitFor('/webhooks/healthsync', 1);
    if (!request) throw new RangeError('nothing came');
    expect(id).toMatch(/^evt_/);
    expect(JSON.parse(request.body.toString())).toEqual({
      id,
      type: 'document.uploaded',
      created_at: time,
      data: { object },
    });
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'x-healthsync-event': 'document.uploaded',
      'x-healthsync-delivery': request.deliveryId,
    });
    expect(accepted(secret, request)).toBe(true);
    expect(accepted('another secret', request)).toBe(false);
  });

  it('may carry the signing secret, and may make a webhook that is not active', async () => {
    const secret = 'set-up-by-hand-1234';
    const document = { url: pipeline.receiver.url('/off'), events: ['share.created'], active: false, secret };
    const { body: webhook } = await tenant.admin('POST', DOCUMENTS, document);
    expect(webhook).toMatchObject({ active: false, secretHint: '1234' });

    await tenant.admin('POST', `/v1/webhooks/${webhook.id}/activate`);
    await tenant.publish({ type: 'share.created', data: {} });
    const [request] = await pipeline.receiver.waitFor('/off', 1);
    expect(request && accepted(secret, request)).toBe(true);
  });

  it('is refused with the fields that are wrong', async () => {
    const wrong = { url: 'http://example.org/', events: ['document.uploaded'], active: true };
    const answers = [wrong, { ...wrong, retries: 4 }, { ...wrong, active: 'yes' }].map((document) =>
      tenant.admin('POST', DOCUMENTS, document),
    );
    const fields = (await Promise.all(answers)).map(({ status, body }) => [status, body.error.details[0].field]);
    expect(fields).toEqual([
      [400, 'url'],
      [400, 'retries'],
      [400, 'active'],
    ]);
  });
});

describe('an attempt', () => {
  it('has the five seconds of the page, and a retry a minute later', async () => {
    pipeline.receiver.on('/hangs', hanging);
    const document = { url: pipeline.receiver.url('/hangs'), events: ['user.updated'], active: true };
    const { body: webhook } = await tenant.admin('POST', DOCUMENTS, document);
    await tenant.publish({ type: 'user.updated', data: {} });
    const { body } = await eventually(
      () => tenant.admin('GET', `/v1/webhooks/${webhook.id}/deliveries`),
      (answer) => answer.body.data[0]?.attempts === 1,
    );
    const [delivery] = body.data;
    expect(delivery).toMatchObject({ status: 'pending', lastCode: 'timeout' });
    const { body: attempts } = await tenant.admin('GET', `/v1/deliveries/${delivery.id}/attempts`);
    const [{ startedAt, durationMs }] = attempts.data;
    expect(durationMs).toBeGreaterThanOrEqual(4_999);
    expect(durationMs).toBeLessThan(7_000);
    const waitMs = Date.parse(delivery.nextAttemptAt) - Date.parse(startedAt) - durationMs;
    expect(Math.abs(waitMs - 60_000)).toBeLessThan(1_000);
  });
});

describe('the dialects', () => {
  it('are shown with what their pages document, and with the networks that the operator named', async () => {
    const sendingIpRanges = ['203.0.113.0/24', '2001:db8::/32'];
    const { status, body } = await tenant.admin('GET', '/v1/dialects/healthsync');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'healthsync',
      product: 'HealthSync',
      retryDelaysMs: [60_000, 300_000, 1_800_000, 3_600_000],
      timeoutMs: 5_000,
      maxAgeMs: 86_400_000,
      jitterRatio: 0,
      unsignedAllowed: false,
      batches: false,
      eventTypes: expect.arrayContaining(['document.uploaded', 'share.revoked']),
      sendingIpRanges,
    });
    const listed = (await tenant.admin('GET', '/v1/dialects')).body;
    expect(listed.data).toContainEqual(body);
    expect(listed.nextCursor).toBeNull();
    expect(listed.data.every((each: object) => 'sendingIpRanges' in each)).toBe(true);
    expect(listed.data.map((each: { sendingIpRanges: string[] }) => each.sendingIpRanges[0])).not.toContain(
      '52.1.1.1/32',
    );
  });

  it('are for every role to read, and for admins to make webhooks of', async () => {
    const document = { url: 'https://example.org/', events: ['*'], active: true };
    for (const role of ['viewer', 'producer']) {
      const { body } = await tenant.admin('POST', '/v1/api-keys', { name: role, role });
      const client = apiClient(pipeline.carehook.app('subscription-api').url, body.key as string);
      for (const path of [
        '/v1/dialects',
        '/v1/dialects/standard',
        '/v1/dialects/standard/health',
        '/webhooks/health',
      ]) {
        expect((await client('GET', path)).status, `${role} ${path}`).toBe(200);
      }
      expect((await client('POST', DOCUMENTS, document)).status).toBe(403);
    }
    const nobody = apiClient(pipeline.carehook.app('subscription-api').url, undefined);
    for (const path of ['/v1/dialects', '/webhooks/health']) expect((await nobody('GET', path)).status).toBe(401);
    for (const name of ['klingon', '__proto__']) {
      for (const path of [`/v1/dialects/${name}`, `/v1/dialects/${name}/health`]) {
        expect((await tenant.admin('GET', path)).status, path).toBe(404);
      }
      expect((await tenant.admin('POST', `/v1/dialects/${name}/webhooks`, document)).status).toBe(404);
    }
  });

  it('answer their health in the form of ZARISH SPHERE where their page has none', async () => {
    const { admin } = await pipeline.tenant('Health', 'zarish-sphere');
    const structure = {
      id: 'webhook-123',
      name: 'Patient Events Webhook',
      url: 'https://your-app.example.org/webhooks/patient-events',
      events: ['patient.created'],
      secret: 'webhook-secret-key',
      active: true,
      filters: { organizationId: 'org-123' },
      retryConfig: { maxRetries: 3, retryDelay: 1000, timeout: 30000, backoffStrategy: 'exponential' },
      headers: { 'X-Custom-Header': 'custom-value' },
      createdAt: '2023-12-01T10:30:00Z',
      updatedAt: '2023-12-01T10:30:00Z',
    };
    const created = await admin('POST', '/v1/dialects/zarish-sphere/webhooks', structure);
    expect(created).toMatchObject({ status: 201, body: { name: structure.name, dialect: 'zarish-sphere' } });
    expect(created.body.id).not.toBe(structure.id);
    await admin('POST', '/v1/dialects/standard/webhooks', { url: structure.url, events: ['*'], active: false });

    for (const path of ['/webhooks/health', '/v1/dialects/zarish-sphere/health', '/v1/dialects/medilab/health']) {
      const { status, body } = await admin('GET', path);
      expect({ status, body }, path).toEqual({
        status: 200,
        body: { status: 'healthy', timestamp: expect.any(String), webhooks: 1 },
      });
      expect(Math.abs(Date.now() - Date.parse(body.timestamp))).toBeLessThan(60_000);
      expect(body.timestamp).toBe(new Date(body.timestamp).toISOString());
    }
  });
});

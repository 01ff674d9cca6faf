import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../../tools/local-stack/src/carehook-app.js';
import { eventually, type Pipeline, startPipeline, type TestTenant, type TestWebhook } from '../support/pipeline.js';
import type { ReceivedRequest } from '../support/receiver.js';

const RESEAL = 'dist/apps/subscription-api/src/reseal/reseal.main.js';
const run = promisify(execFile);

let pipeline: Pipeline;
let tenant: TestTenant;

beforeAll(async () => {
  pipeline = await startPipeline();
  tenant = await pipeline.tenant('Secrets');
});
afterAll(() => pipeline?.stop());

/** The next request to a path, made for an event that is published now. */
async function next(path: string): Promise<ReceivedRequest> {
  const before = pipeline.receiver.received(path).length;
  await tenant.publish({ type: `${path.slice(1)}.happened`, data: { n: before } });
  return (await pipeline.receiver.waitFor(path, before + 1))[before] as ReceivedRequest;
}

const hooked = (name: string, settings: object) =>
  tenant.webhook(`/${name}`, { events: [`${name}.happened`], ...settings });
const rotate = async (webhook: TestWebhook, body?: object) =>
  (await tenant.admin('POST', `/v1/webhooks/${webhook.id}/rotate-secret`, body)).body;
const shown = async (webhook: TestWebhook) => (await tenant.admin('GET', `/v1/webhooks/${webhook.id}`)).body;

/** Which of the secrets signed a Standard Webhooks request. */
function standardSigners({ headers, body }: ReceivedRequest, secrets: readonly string[]): boolean[] {
  const signatures = String(headers['webhook-signature']).split(' ');
  return secrets.map((secret) => {
    const mac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
    mac.update(`${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.`).update(body);
    return signatures.includes(`v1,${mac.digest('base64')}`);
  });
}

const hexSigners = ({ headers, body }: ReceivedRequest, secrets: readonly string[]) =>
  secrets.map(
    (secret) => headers['x-zarish-sphere-signature'] === createHmac('sha256', secret).update(body).digest('hex'),
  );

describe('a new secret', () => {
  it('signs beside the old one through the overlap, and alone without one', async () => {
    const webhook = await hooked('several', {});
    const rotated = await rotate(webhook);
    expect(rotated).toMatchObject({ id: webhook.id, secret: expect.stringMatching(/^whsec_/) });
    const pair = [webhook.secret, rotated.secret];
    expect(standardSigners(await next('/several'), pair)).toEqual([true, true]);
    const hint = (secret: string) => secret.slice(-4);
    const { secretHint, secrets } = await shown(webhook);
    expect({ secretHint, secrets }).toMatchObject({
      secretHint: hint(rotated.secret),
      secrets: [
        { hint: hint(rotated.secret), validUntil: null },
        { hint: hint(webhook.secret), validFrom: null, validUntil: expect.any(String) },
      ],
    });

    const last = await rotate(webhook, { overlapHours: 0 });
    expect(standardSigners(await next('/several'), [...pair, last.secret])).toEqual([false, false, true]);
  });

  it('signs from the chosen moment on where a request bears one signature', async () => {
    const webhook = await hooked('one', { dialect: 'zarish-sphere' });
    const effectiveAt = new Date(Date.now() + 3_000).toISOString();
    const { secret, secretHint } = await rotate(webhook, { secret: 'chosen-by-people', effectiveAt });
    expect({ secret, secretHint }).toEqual({ secret: 'chosen-by-people', secretHint: webhook.secret.slice(-4) });
    const pair = [webhook.secret, secret];
    const early = await next('/one');
    if (early.atMs < Date.parse(effectiveAt)) expect(hexSigners(early, pair)).toEqual([true, false]);
    const late = await eventually(
      () => next('/one'),
      (request) => hexSigners(request, pair)[1] === true,
    );
    expect(late.atMs).toBeGreaterThanOrEqual(Date.parse(effectiveAt));
    expect((await shown(webhook)).secretHint).toBe('ople');
  });

  it('takes the place of one that waited for its time', async () => {
    const webhook = await hooked('waiting', {});
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const waiting = await rotate(webhook, { effectiveAt: tomorrow, overlapHours: 0 });
    const last = await rotate(webhook, { overlapHours: 168 });
    const { secrets } = await shown(webhook);
    expect(secrets.map(({ hint }: { hint: string }) => hint)).toEqual(
      [last, webhook].map(({ secret }) => secret.slice(-4)),
    );
    expect((Date.parse(secrets[1].validUntil) - Date.now()) / 3_600_000).toBeGreaterThan(167);
    expect(standardSigners(await next('/waiting'), [webhook.secret, waiting.secret, last.secret])).toEqual([
      ...[true, false, true],
    ]);
  });

  it('is one that the dialect can use, at a time that can be planned', async () => {
    const webhook = await hooked('bad', {});
    const refused = async (body: object) => (await rotate(webhook, body)).error.details[0].field;
    expect(await refused({ secret: 'not whsec' })).toBe('secret');
    expect(await refused({ effectiveAt: '2026-01-01T00:00:00Z' })).toBe('effectiveAt');
    expect(await refused({ overlapHours: 169 })).toBe('overlapHours');
    const medilab = await hooked('unsigned', { dialect: 'medilab' });
    expect((await rotate(medilab)).secret).toEqual(expect.any(String));
  });
});

describe('a rotation of the master key', () => {
  it('seals every secret under the new key, and services start with it alone; without it they refuse', async () => {
    const webhook = await hooked('sealed', {});
    const { env, database } = pipeline.carehook;
    const old = env.CAREHOOK_MASTER_KEY as string;
    const rotated = { CAREHOOK_MASTER_KEY: randomBytes(32).toString('hex'), CAREHOOK_OLD_MASTER_KEYS: old };
    const count = Number((await database.query('select count(*) from webhook_secrets')).rows[0].count);

    const alone = { ...env, CAREHOOK_MASTER_KEY: rotated.CAREHOOK_MASTER_KEY };
    const keyId = (
      await database.query(`select encode(substring(sealed from 2 for 4), 'hex') as id from webhook_secrets`)
    ).rows[0].id as string;
    await expect(startApp('subscription-api', alone)).rejects.toThrow(new RegExp(`not known here: ${keyId}`));
    const failed = run(process.execPath, [RESEAL], { env: { ...process.env, ...alone } });
    await expect(failed).rejects.toMatchObject({
      stdout: expect.stringMatching(new RegExp(`0 resealed under master key \\w+, ${count} could not be opened`)),
    });

    const reseal = async () =>
      (await run(process.execPath, [RESEAL], { env: { ...process.env, ...env, ...rotated } })).stdout;
    expect(await reseal()).toContain(`${count} resealed under master key`);
    expect(await reseal()).toMatch(/^0 resealed under master key \w+, 0 could not be opened$/m);

    await pipeline.carehook.app('delivery-worker').process.stop();
    const worker = await startApp('delivery-worker', alone);
    try {
      expect(standardSigners(await next('/sealed'), [webhook.secret])).toEqual([true]);
    } finally {
      await worker.process.stop();
    }
  });
});

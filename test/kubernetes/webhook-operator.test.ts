import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { apiClient, type Carehook, newTenant, startCarehook } from '../support/carehook.js';
import { issuedBy, selfSigned } from '../support/certificates.js';
import { eventually } from '../support/pipeline.js';
import { binariesMissing, KubeApiServer } from './api.server.js';
import { ApiGate, applyComponent, bindSecrets, createNamespace, operatorProcess } from './operator.world.js';

const RESOURCES = '/apis/carehook.example/v1alpha1/namespaces';
const URL = 'https://receiver.example.com/hooks';

let server: KubeApiServer;
let carehook: Carehook;
let gate: ApiGate;
let tenant: Awaited<ReturnType<typeof newTenant>>;
let operator: Awaited<ReturnType<typeof operatorProcess>>;
let operatorToken: string;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what it must be is what a test says about it
type Resource = any;
const pathOf = (name: string, namespace = 'team-a') => `${RESOURCES}/${namespace}/webhooks/${name}`;
const read = async (name: string, namespace = 'team-a'): Promise<Resource> =>
  (await server.call('GET', pathOf(name, namespace))).body;
const condition = (resource: Resource, type: string) =>
  resource.status?.conditions?.find((each: { type: string }) => each.type === type);
const syncReason = (resource: Resource) => condition(resource, 'Synced')?.reason;
const isReady = (resource: Resource) =>
  condition(resource, 'Ready')?.status === 'True' &&
  resource.status.observedGeneration === resource.metadata.generation;

async function create(name: string, spec: object = {}, namespace = 'team-a') {
  return server.call('POST', `${RESOURCES}/${namespace}/webhooks`, {
    ...{ apiVersion: 'carehook.example/v1alpha1', kind: 'Webhook', metadata: { name } },
    spec: { apiKeySecretRef: { name: 'carehook' }, url: URL, events: ['patient.*'], ...spec },
  });
}

/** Creates it and waits until it is ready. */
async function ready(name: string, spec: object = {}): Promise<Resource> {
  expect((await create(name, spec)).body).toMatchObject({ kind: 'Webhook' });
  return eventually(() => read(name), isReady);
}

async function webhooksNamed(name: string) {
  const { body } = await tenant.admin('GET', '/v1/webhooks?limit=200');
  return body.data.filter((each: { name: string }) => each.name === `team-a/${name}`);
}

/** How often a resource was found to be as it should be. */
async function comparisons(): Promise<number> {
  const metrics = await (await fetch(`${operator.url}/metrics`)).text();
  return Number(/carehook_webhook_reconciles_total\{result="same",.*\} (\d+)/.exec(metrics)?.[1] ?? 0);
}

async function createSecret(name: string, data: Record<string, string>, namespace = 'team-a') {
  await server.call('POST', `/api/v1/namespaces/${namespace}/secrets`, { metadata: { name }, stringData: data });
}

describe.skipIf(binariesMissing !== '')(`webhook-operator on a real API server of Kubernetes${binariesMissing}`, () => {
  beforeAll(async () => {
    [server, carehook] = await Promise.all([KubeApiServer.start(), startCarehook({ apps: ['subscription-api'] })]);
    const api = carehook.app('subscription-api').url;
    tenant = await newTenant(api, apiClient(api, carehook.adminKey), 'team-a');
    gate = await ApiGate.start(api);
    await applyComponent(server);
    for (const namespace of ['team-a', 'team-b']) {
      await createNamespace(server, namespace);
      await createSecret('carehook', { apiKey: `${tenant.key}\n` }, namespace);
    }
    await bindSecrets(server, 'team-a');
    const { folder, token } = await server.credentialsOf('carehook', 'webhook-operator');
    operatorToken = token;
    operator = await operatorProcess({
      CAREHOOK_API_URL: gate.url,
      KUBERNETES_API_URL: server.url,
      KUBERNETES_CREDENTIALS: folder,
      OPERATOR_RESYNC_SECONDS: '2',
    });
    await operator.process.start();
  }, 180_000);

  afterAll(async () => {
    await operator?.process.stop();
    gate?.stop();
    await Promise.all([server?.stop(), carehook?.stop()]);
  });

  it('makes a webhook of a resource, and a Secret of its own with the secret that signs', async () => {
    const resource = await ready('new', { secretRef: { name: 'new-signing' }, filters: { ward: ['A1'] } });
    const { status, body } = await tenant.admin('GET', `/v1/webhooks/${resource.status.webhookId}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'team-a/new', url: URL, events: ['patient.*'], filters: { ward: ['A1'] } });
    expect(resource.status.tenantId).toBe(tenant.id);
    const { body: secret } = await server.call('GET', '/api/v1/namespaces/team-a/secrets/new-signing');
    expect(secret.metadata.ownerReferences).toMatchObject([{ kind: 'Webhook', uid: resource.metadata.uid }]);
    const text = Buffer.from(secret.data.secret, 'base64').toString();
    expect(text).toMatch(/^whsec_/);
    expect(body.secretHint).toBe(text.slice(-4));
  });

  it('gives Carehook a secret that is there, and the next one when the Secret changes', async () => {
    const [first, second] = [`whsec_${'A'.repeat(43)}=`, `whsec_${'B'.repeat(40)}CDE=`];
    await createSecret('given', { secret: first });
    const { status } = await ready('given', { secretRef: { name: 'given' } });
    const hint = async () => (await tenant.admin('GET', `/v1/webhooks/${status.webhookId}`)).body.secretHint;
    expect(await hint()).toBe(first.slice(-4));
    const change = { stringData: { secret: second } };
    await server.call('PATCH', '/api/v1/namespaces/team-a/secrets/given', change);
    await eventually(hint, (now) => now === second.slice(-4));
  });

  it('is used as docs/kubernetes.md shows', async () => {
    const page = readFileSync(join(REPOSITORY_ROOT, 'docs/kubernetes.md'), 'utf8');
    const [example = ''] = /(?<=```yaml\n)apiVersion[^`]+/.exec(page) ?? [];
    const resource = load(example) as { metadata: object };
    Object.assign(resource.metadata, { namespace: 'team-a' });
    const { status, body } = await server.call('POST', `${RESOURCES}/team-a/webhooks?dryRun=All`, resource);
    expect(status, JSON.stringify(body)).toBe(201);
  });

  it('has the API server refuse what no webhook can be', async () => {
    const refused = [
      { url: 'ftp://receiver.example.com' },
      { events: [] },
      { events: ['no type'] },
      { events: ['a.b', 'a.b'] },
      { dialect: 'unknown' },
      { rateLimit: 0 },
      { ordering: 'subject', batch: { maxEvents: 5 } },
      { payload: 'thin', redact: ['patient.name'] },
      { apiKeySecretRef: {} },
      { name: ' padded ' },
    ];
    for (const [index, spec] of refused.entries()) {
      const { status, body } = await create(`refused-${index}`, spec);
      expect(status, JSON.stringify(body)).toBe(422);
    }
  });

  it('says with the fields what Carehook refuses, and goes on when they are put right', async () => {
    await create('wrong', { retryConfig: { maxRetries: 1_000 }, headers: { host: 'x' } });
    const refused = await eventually(
      () => read('wrong'),
      (resource) => syncReason(resource) === 'Invalid',
    );
    expect(condition(refused, 'Synced')).toMatchObject({ status: 'False', observedGeneration: 1 });
    expect(condition(refused, 'Synced').message).toMatch(/retryConfig\.maxRetries: .*; headers/);
    expect(condition(refused, 'Ready').reason).toBe('Invalid');
    await server.call('PATCH', pathOf('wrong'), { spec: { retryConfig: null, headers: null } });
    await eventually(() => read('wrong'), isReady);
    expect(await webhooksNamed('wrong')).toHaveLength(1);
  });

  it('carries a change over, and nothing besides', async () => {
    const before = await ready('changed', { rateLimit: 5 });
    await server.call('PATCH', pathOf('changed'), { spec: { rateLimit: null, events: ['result.ready'] } });
    await eventually(
      () => read('changed'),
      (resource) => isReady(resource) && resource.metadata.generation === 2,
    );
    const [webhook] = await webhooksNamed('changed');
    expect(webhook).toMatchObject({ id: before.status.webhookId, events: ['result.ready'], rateLimit: null });
  });

  it('leaves a webhook alone that has every field, certificates among them, as its resource says', async () => {
    const authority = selfSigned('authority');
    const { cert, key } = issuedBy(authority, 'carehook');
    await createSecret('tls', { 'tls.crt': cert, 'tls.key': key });
    await createSecret('authority', { 'ca.crt': authority.cert });
    const { status } = await ready('full', {
      ...{
        name: 'team-a/full',
        description: 'Two\nlines.',
        events: ['c.d', 'a.*'],
        active: true,
        dialect: 'cloudevents',
      },
      ...{
        filters: { ward: ['A1'], amount: { gte: 1.5 }, any: [{ a: 1 }, { b: null }] },
        maxConcurrency: 3,
        rateLimit: 7,
      },
      ...{
        retryConfig: { maxRetries: 2, backoffStrategy: 'fixed' },
        headers: { 'X-Ward': 'A1' },
        batch: { maxEvents: 5 },
      },
      ...{ redact: ['patient.name', '*.ssn'], secretRef: { name: 'full-signing' }, payload: 'full' },
      tls: { clientSecretRef: { name: 'tls' }, caSecretRef: { name: 'authority' } },
    });
    const find = async () => (await tenant.admin('GET', `/v1/webhooks/${status.webhookId}`)).body;
    const before = await find();
    expect(before).toMatchObject({ batch: { maxEvents: 5, maxWaitMs: 1_000 }, tls: { ca: [{}] } });
    const { resourceVersion } = (await read('full')).metadata;
    // Each of the few resources was compared at least twice.
    const compared = (await comparisons()) + 30;
    await eventually(comparisons, (now) => now > compared, 30_000);
    expect(await find()).toEqual(before);
    expect((await read('full')).metadata.resourceVersion).toBe(resourceVersion);
  });

  it('puts right what was changed in Carehook, and makes anew what was deleted there', async () => {
    const { status } = await ready('drifted');
    await tenant.admin('PATCH', `/v1/webhooks/${status.webhookId}`, { url: 'https://elsewhere.example.com/' });
    const current = async () => (await webhooksNamed('drifted'))[0];
    await eventually(current, (webhook) => webhook.url === URL);
    await tenant.admin('DELETE', `/v1/webhooks/${status.webhookId}`);
    const again = await eventually(current, (webhook) => webhook !== undefined);
    await eventually(
      () => read('drifted'),
      (resource) => isReady(resource) && resource.status.webhookId === again.id,
    );
    expect(await webhooksNamed('drifted')).toHaveLength(1);
  });

  it('deletes the webhook with its resource, and keeps it where the resource says so', async () => {
    await ready('ended');
    await ready('retained', { deletionPolicy: 'Retain' });
    for (const name of ['ended', 'retained']) {
      await server.call('DELETE', pathOf(name));
      await eventually(
        () => server.call('GET', pathOf(name)),
        ({ status }) => status === 404,
      );
    }
    expect(await webhooksNamed('ended')).toHaveLength(0);
    expect(await webhooksNamed('retained')).toHaveLength(1);
  });

  it('killed between a creation and the status that names it, it makes no second webhook', async () => {
    const killed = new Promise<void>((resolve) => {
      gate.onCreated = () => void operator.process.down().then(resolve);
    });
    await create('crashed');
    await killed;
    expect((await read('crashed')).status).toMatchObject({ creatingSince: expect.any(String) });
    expect((await read('crashed')).status.webhookId).toBeUndefined();
    await operator.process.start();
    const { status } = await eventually(() => read('crashed'), isReady);
    const webhooks = await webhooksNamed('crashed');
    expect(webhooks.map(({ id }: { id: string }) => id)).toEqual([status.webhookId]);
    expect(status.creatingSince).toBeUndefined();
  });

  it('reaches the Secrets of namespaces that let it, one by one, and nothing else', async () => {
    const { body: unbound } = await create('unbound', {}, 'team-b');
    const resource = await eventually(
      () => read('unbound', 'team-b'),
      (each) => syncReason(each) === 'SecretMissing',
    );
    expect(condition(resource, 'Synced').message).toContain('bind the operator');
    for (const path of [
      '/api/v1/secrets',
      '/api/v1/namespaces/team-a/secrets',
      '/api/v1/namespaces/team-b/secrets/carehook',
      '/api/v1/namespaces',
    ]) {
      expect((await server.call('GET', path, undefined, { token: operatorToken })).status, path).toBe(403);
    }
    const deletion = await server.call('DELETE', pathOf('unbound', 'team-b'), undefined, { token: operatorToken });
    expect(deletion.status).toBe(403);
    // Nothing was created: nothing holds it.
    await server.call('DELETE', pathOf(unbound.metadata.name, 'team-b'));
    await eventually(
      () => server.call('GET', pathOf('unbound', 'team-b')),
      ({ status }) => status === 404,
    );
  });

  it('says when a key is none, and of another tenant', async () => {
    await createSecret('no-key', { apiKey: 'chk_not-a-key-of-anybody' });
    await create('keyless', { apiKeySecretRef: { name: 'no-key' } });
    await eventually(
      () => read('keyless'),
      (resource) => syncReason(resource) === 'Unauthorized',
    );
    const api = carehook.app('subscription-api').url;
    const other = await newTenant(api, apiClient(api, carehook.adminKey), 'other');
    await createSecret('other-key', { apiKey: other.key });
    await ready('moved');
    await server.call('PATCH', pathOf('moved'), { spec: { apiKeySecretRef: { name: 'other-key' } } });
    await eventually(
      () => read('moved'),
      (resource) => syncReason(resource) === 'OtherTenant',
    );
    expect((await other.admin('GET', '/v1/webhooks')).body.data).toEqual([]);
  });

  it('goes on after the API server was away', async () => {
    await server.away(async () => {
      await eventually(
        async () => operator.log(),
        (log) => log.includes('webhooks are not watched'),
      );
    });
    await ready('after');
  }, 180_000);

  it('tells of itself: ready, its resources by reason, and no key in its log', async () => {
    expect((await fetch(`${operator.url}/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${operator.url}/metrics`)).text();
    expect(metrics).toMatch(/carehook_webhook_resources\{reason="Unauthorized",.*\} 1/);
    expect(metrics).toMatch(/carehook_webhook_reconciles_total\{result="changed",.*\} [1-9]/);
    expect(operator.log()).not.toContain(tenant.key);
    expect(operator.log()).not.toContain('whsec_');
  });
});

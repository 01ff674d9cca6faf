import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpSettings } from '#config';
import { WebhookCreate } from '#payload-schemas';
import { SYNC_REASONS } from '../../apps/webhook-operator/src/resource/conditions.js';
import { FINALIZER, GROUP, KIND, PLURAL, VERSION } from '../../apps/webhook-operator/src/resource/webhook.resource.js';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { OPERATOR_SETTINGS } from './apps.settings.js';
import { BASE_FOLDER, containersOf, type Manifest, manifestsOf, readManifests, workloadsOf } from './manifests.js';
import { problemsOf, selects } from './workload.rules.js';

/** A JSON schema as far as it is compared. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const manifests = manifestsOf(join(REPOSITORY_ROOT, 'k8s/components/webhook-operator'));
const named = (kind: string, name: string) =>
  manifests.find((each) => each.kind === kind && each.metadata.name === name) as Manifest & { rules: Rule[] };
const definition = named('CustomResourceDefinition', `${PLURAL}.${GROUP}`);
const schema = definition.spec.versions[0].schema.openAPIV3Schema as Schema;
const spec = schema.properties?.spec ?? {};
const [operator] = workloadsOf(manifests);

describe('the operator', () => {
  it('runs as the rules want it, once, and mounts a token of its own that ends', () => {
    expect(operator && problemsOf(operator, new Map())).toEqual([]);
    expect(operator?.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    const volumes = operator?.spec.template.spec.volumes as { projected?: { sources: object[] } }[];
    expect(volumes.flatMap(({ projected }) => projected?.sources ?? [])).toContainEqual({
      serviceAccountToken: { path: 'token', expirationSeconds: 3_600 },
    });
  });

  it('asks for a Service that the base has', () => {
    const url = operator && containersOf(operator)[0]?.env?.find(({ name }) => name === 'CAREHOOK_API_URL')?.value;
    const services = manifestsOf(BASE_FOLDER).filter(({ kind }) => kind === 'Service');
    expect(services.map(({ metadata }) => `http://${metadata.name}`)).toContain(url);
  });

  it('may see and mark webhooks everywhere, and Secrets nowhere but where a namespace lets it get and create them', () => {
    expect(named('ClusterRole', 'carehook-webhook-operator').rules).toEqual([
      { apiGroups: [GROUP], resources: [PLURAL], verbs: ['get', 'list', 'watch', 'patch'] },
      { apiGroups: [GROUP], resources: [`${PLURAL}/status`], verbs: ['patch'] },
    ]);
    expect(named('ClusterRole', 'carehook-webhook-secrets').rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create'] },
    ]);
    const bound = manifests.filter(({ kind }) => kind.endsWith('RoleBinding')) as unknown as {
      roleRef: { name: string };
    }[];
    expect(bound.map(({ roleRef }) => roleRef.name)).toEqual(['carehook-webhook-operator']);
  });

  it("reaches Kubernetes' API server and subscription-api, which lets it in", () => {
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy');
    const labels = operator?.spec.template.metadata.labels;
    const leaving = policies.filter(({ spec: { podSelector } }) => selects(podSelector.matchLabels, labels));
    expect(
      leaving
        .flatMap((each) => each.spec.egress)
        .flatMap(({ ports }) => ports.map((each: { port: unknown }) => each.port)),
    ).toEqual([443, 6443, 'http']);
    const entering = policies.find((each) => each.spec.ingress)?.spec;
    expect(entering.podSelector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'subscription-api' });
    expect(selects(entering.ingress[0].from[0].podSelector.matchLabels, labels)).toBe(true);
  });
});

describe('the custom resource definition', () => {
  it('is what the operator asks for', () => {
    expect(definition.spec).toMatchObject({ group: GROUP, names: { kind: KIND, plural: PLURAL }, scope: 'Namespaced' });
    expect(definition.spec.versions).toMatchObject([
      { name: VERSION, served: true, storage: true, subresources: { status: {} } },
    ]);
    expect(FINALIZER.startsWith(`${GROUP}/`)).toBe(true);
  });

  it('is left alone by tools that prune: with it would go every webhook', () => {
    expect(definition.metadata).toMatchObject({
      annotations: {
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    });
  });

  it('says of everything what type it is, and lets only filters hold what it does not know', () => {
    const open: string[] = [];
    const walk = (each: Schema, path: string) => {
      expect(each.type, path).toBeDefined();
      if (each['x-kubernetes-preserve-unknown-fields']) open.push(path);
      for (const [name, property] of Object.entries(each.properties ?? {})) walk(property, `${path}.${name}`);
      if (each.items) walk(each.items, `${path}[]`);
    };
    walk(schema, '');
    expect(open).toEqual(['.spec.filters']);
  });

  it('has every field that the API takes when a webhook is created, but for what is kept in Secrets', () => {
    const fields = Object.keys(WebhookCreate.shape).filter((field) => field !== 'secret');
    const own = ['apiKeySecretRef', 'secretRef', 'deletionPolicy'];
    expect(Object.keys(spec.properties ?? {}).sort()).toEqual([...fields, ...own].sort());
  });

  it('has the limits of the API', () => {
    const api = z.toJSONSchema(WebhookCreate, { io: 'input', unrepresentable: 'any' }) as Schema;
    const compared = [
      'name',
      'url',
      'dialect',
      'retryConfig',
      'maxConcurrency',
      'rateLimit',
      'ordering',
      'batch',
      'payload',
    ];
    for (const field of compared) {
      expect(limitsOf(spec.properties?.[field]), field).toEqual(limitsOf(withoutNull(api.properties?.[field])));
    }
    for (const field of ['events', 'redact']) {
      const { minItems, maxItems } = withoutNull(api.properties?.[field]) ?? {};
      expect(spec.properties?.[field], field).toMatchObject({ minItems, maxItems });
    }
  });
});

it('docs/kubernetes.md explains every reason of a condition, and every setting', () => {
  const page = readFileSync(join(REPOSITORY_ROOT, 'docs/kubernetes.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const explained = (name: string) => rows.some((row) => row.split('|')[1]?.includes(`\`${name}\``));
  const settings = Object.keys(OPERATOR_SETTINGS.shape).filter((name) => !Object.hasOwn(httpSettings, name));
  expect([...SYNC_REASONS, ...settings].filter((name) => !explained(name))).toEqual([]);
});

const canRender = spawnSync('kubectl', ['version', '--client']).status === 0;

it.skipIf(!canRender)(
  'the component is rendered with the base, in the namespace of the overlay, and is given no way to the servers',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'carehook-overlay-'));
    const path = (part: string) => relative(realpathSync(folder), join(REPOSITORY_ROOT, 'k8s', part));
    const components = [path('components/webhook-operator'), path('components/managed-servers')];
    const overlay = { namespace: 'hooks', resources: [path('base')], components };
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(overlay));
    const { stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(stderr).toBe('');
    const rendered = readManifests(stdout);
    const find = (kind: string, name: string) =>
      rendered.find((each) => each.kind === kind && each.metadata.name === name);
    const deployment = find('Deployment', 'webhook-operator') as Manifest;
    expect(deployment.metadata).toMatchObject({ namespace: 'hooks' });
    const environment = containersOf(deployment).flatMap(({ env = [] }) => env.map(({ name }) => name));
    expect(environment).toEqual(['PORT', 'CAREHOOK_API_URL']);
    const volumes = deployment.spec.template.spec.volumes as { name: string }[];
    expect(volumes.map(({ name }) => name)).toEqual(['tmp', 'kubernetes']);
    expect(find('ClusterRoleBinding', 'carehook-webhook-operator')).toMatchObject({
      subjects: [{ namespace: 'hooks' }],
    });
    expect(find('NetworkPolicy', 'carehook-servers')?.spec.podSelector.matchExpressions).toHaveLength(1);
  },
);

/** The limits that a schema sets, and those of its parts. */
function limitsOf(schemaPart: Schema = {}): object {
  const keywords = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'enum'];
  // Zod says of an integer that it is a safe one.
  const limits = keywords
    .map((keyword) => [keyword, schemaPart[keyword]])
    .filter(([, value]) => value !== Number.MAX_SAFE_INTEGER);
  const parts = Object.entries(schemaPart.properties ?? {}).map(([name, part]) => [name, limitsOf(part)]);
  return { ...Object.fromEntries(limits.filter(([, value]) => value !== undefined)), parts: Object.fromEntries(parts) };
}

function withoutNull(schemaPart: Schema | undefined): Schema | undefined {
  return schemaPart?.anyOf?.find(({ type }) => type !== 'null') ?? schemaPart;
}

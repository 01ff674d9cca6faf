import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { APP_SETTINGS } from './apps.settings.js';
import {
  appOf,
  BASE_FOLDER,
  type Container,
  configMapsOf,
  containersOf,
  environmentOf,
  kustomizations,
  type Labels,
  type Manifest,
  manifestsOf,
  readManifests,
  workloadsOf,
} from './manifests.js';
import { problemsOf, selects } from './workload.rules.js';

const base = manifestsOf(BASE_FOLDER);
const workloads = workloadsOf(base);
const configMaps = configMapsOf(kustomizations().get('k8s/base'));
const byName = (manifests: readonly Manifest[]) => manifests.map((each) => [each.metadata.name, each] as const);

describe('k8s/base', () => {
  it.each(byName(workloads))('%s is as the rules want it', (_name, workload) => {
    expect(problemsOf(workload, configMaps)).toEqual([]);
  });

  it('runs every app, and of the worker every role in a Deployment of its own', () => {
    const deployments = workloads.filter(({ kind }) => kind === 'Deployment').flatMap(containersOf);
    expect(new Set(deployments.map(appOf))).toEqual(new Set(APP_SETTINGS.map(({ name }) => name)));
    const roles = deployments.flatMap(({ env = [] }) => env.filter(({ name }) => name === 'WORKER_ROLES'));
    expect(roles.map(({ value }) => value).sort()).toEqual(['record', 'schedule', 'send']);
  });

  it('holds no value of a secret', () => {
    const secret = /KEY|PASSWORD|DATABASE_URL|SECRET/;
    const inMaps = [...configMaps.values()].flatMap((map) => Object.keys(map));
    const inContainers = workloads.flatMap(containersOf).flatMap(({ env = [] }) => env.filter(({ value }) => value));
    expect([...inMaps, ...inContainers.map(({ name }) => name)].filter((name) => secret.test(name))).toEqual([]);
    expect(base.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it('disrupts no Deployment as a whole, and finds each by its labels', () => {
    for (const { metadata, spec } of workloads.filter(({ kind }) => kind === 'Deployment')) {
      const budget = base.find((each) => each.kind === 'PodDisruptionBudget' && each.metadata.name === metadata.name);
      expect(
        selects(budget?.spec.selector.matchLabels ?? { none: '' }, spec.template.metadata.labels),
        metadata.name,
      ).toBe(true);
      const scaler = ofKind(base, 'HorizontalPodAutoscaler').find((each) => each.metadata.name === metadata.name);
      // One of both: applying a number of replicas again would undo what the autoscaler found.
      expect([spec.replicas, scaler?.spec.minReplicas].filter(Boolean), metadata.name).toEqual([2]);
    }
  });

  it('has services, autoscalers and paths that lead somewhere', () => {
    const deployments = new Map(byName(workloads));
    for (const { spec } of ofKind(base, 'Service')) {
      const target = workloads.find((each) => selects(spec.selector as Labels, each.spec.template.metadata.labels));
      expect(target && containersOf(target)[0]?.ports).toContainEqual(
        expect.objectContaining({ name: spec.ports[0].targetPort }),
      );
    }
    for (const { spec } of ofKind(base, 'HorizontalPodAutoscaler')) {
      expect(deployments.has(spec.scaleTargetRef.name as string)).toBe(true);
    }
    const services = ofKind(base, 'Service').map(({ metadata }) => metadata.name);
    for (const { spec } of ofKind(base, 'Ingress')) {
      for (const { path, pathType, backend } of spec.rules[0].http.paths) {
        expect(services).toContain(backend.service.name);
        // They ask for no key.
        expect(`${pathType} ${path}`).not.toMatch(/ \/(metrics|health)|^Prefix \/$/);
      }
    }
  });

  it('scales no consumer beyond its partitions', () => {
    const partitions = Number(configMaps.get('carehook-common')?.KAFKA_PARTITIONS);
    const keda = manifestsOf(join(REPOSITORY_ROOT, 'k8s/components/keda'));
    const consumers = ['filter-router', 'delivery-send', 'delivery-record'];
    const scalers = [...ofKind(base, 'HorizontalPodAutoscaler'), ...ofKind(keda, 'ScaledObject')].filter(
      ({ metadata }) => consumers.includes(metadata.name),
    );
    expect(scalers).toHaveLength(5);
    for (const { spec } of scalers) expect(spec.maxReplicas ?? spec.maxReplicaCount).toBeLessThanOrEqual(partitions);
  });
});

it('all processes that the autoscalers may start find connections to PostgreSQL', () => {
  const [cluster] = ofKind(manifestsOf(join(REPOSITORY_ROOT, 'k8s/components/postgres-cnpg')), 'Cluster');
  const keda = ofKind(manifestsOf(join(REPOSITORY_ROOT, 'k8s/components/keda')), 'ScaledObject');
  const scalers = [...ofKind(base, 'HorizontalPodAutoscaler'), ...keda];
  const mostOf = ({ metadata, spec }: Manifest) =>
    Math.max(
      Number(spec.replicas ?? 1),
      ...scalers
        .filter((each) => each.metadata.name === metadata.name)
        .map((each) => Number(each.spec.maxReplicas ?? each.spec.maxReplicaCount)),
    );
  const processes = workloads.map(mostOf).reduce((sum, most) => sum + most, 0);
  const pool = Number(configMaps.get('carehook-common')?.DATABASE_POOL_SIZE);
  expect(processes * pool).toBeLessThan(Number(cluster?.spec.postgresql.parameters.max_connections));
});

describe('the network policies', () => {
  const policies = ofKind(base, 'NetworkPolicy');
  const leaving = policies.filter(({ spec }) => (spec.egress ?? []).some(leavesCluster));

  it('close everything first', () => {
    const closed = policies.find(({ metadata }) => metadata.name === 'carehook-closed');
    expect(closed?.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    for (const { spec } of workloads) {
      expect(selects(closed?.spec.podSelector.matchLabels, spec.template.metadata.labels)).toBe(true);
    }
  });

  it('let senders leave the cluster, and nobody else', () => {
    expect(leaving).toHaveLength(1);
    const { matchLabels } = leaving[0]?.spec.podSelector ?? {};
    const mayLeave = workloads.filter(({ spec }) => selects(matchLabels as Labels, spec.template.metadata.labels));
    expect(mayLeave.map(({ metadata }) => metadata.name)).toEqual(['delivery-send']);
  });

  it('keep senders from private networks', () => {
    const [{ ipBlock: v4 }, { ipBlock: v6 }] = leaving[0]?.spec.egress[0].to ?? [{}, {}];
    expect(v4.except).toEqual(
      expect.arrayContaining([
        '10.0.0.0/8',
        '172.16.0.0/12',
        '192.168.0.0/16',
        '127.0.0.0/8',
        '169.254.0.0/16',
        '100.64.0.0/10',
      ]),
    );
    // Global unicast: neither fc00::/7 nor fe80::/10 nor ::1 is in it.
    expect(v6.cidr).toBe('2000::/3');
  });
});

describe('the kustomizations', () => {
  it.each([...kustomizations()])(
    'of %s refer to what is there',
    (folder, { resources = [], components = [], patches = [] }) => {
      const paths = [...resources, ...components, ...patches.flatMap(({ path }) => path ?? [])];
      expect(paths.filter((path) => !existsSync(join(REPOSITORY_ROOT, folder, path)))).toEqual([]);
    },
  );

  const overlays = [...kustomizations().keys()].filter((folder) => folder.startsWith('k8s/overlays/'));
  const canRender = spawnSync('kubectl', ['version', '--client']).status === 0;

  it.skipIf(!canRender).each(overlays)('render %s, which keeps to the rules', (folder) => {
    const { rendered, maps } = render(folder);
    const problems = workloadsOf(rendered).flatMap((each) =>
      problemsOf(each, maps).map((problem) => `${each.metadata.name} ${problem}`),
    );
    expect(problems).toEqual([]);
    expect(workloadsOf(rendered)).toHaveLength(workloads.length);
  });

  it.skipIf(!canRender)(
    'reach managed servers by TLS alone, with what Secrets say, and those of one machine without',
    () => {
      const connections = (folder: string) => {
        const { rendered, maps } = render(folder);
        return workloadsOf(rendered).map((workload) => {
          const [container] = containersOf(workload) as [Container];
          const secret = (name: string) =>
            container.env?.find((each) => each.name === name)?.valueFrom?.secretKeyRef?.name;
          return {
            kind: workload.kind,
            tls: environmentOf(container, maps).get('KAFKA_TLS'),
            kafka: ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD', 'KAFKA_TLS_CA'].map(secret),
            postgres: mountedSecret(workload, '/run/secrets/postgres'),
          };
        });
      };
      const kafka = ['carehook-kafka', 'carehook-kafka', 'carehook-kafka'];
      for (const { kind, ...connection } of connections('k8s/overlays/production-managed')) {
        const toKafka =
          kind === 'Job' ? { tls: undefined, kafka: [undefined, undefined, undefined] } : { tls: 'true', kafka };
        expect(connection).toEqual({ ...toKafka, postgres: 'carehook-postgres-ca' });
      }
      for (const { kind: _, ...connection } of connections('k8s/overlays/local')) {
        expect(connection).toEqual({ kafka: [undefined, undefined, undefined] });
      }
    },
  );

  it.skipIf(!canRender)('let nobody reach managed servers but by their ports', () => {
    const { rendered } = render('k8s/overlays/production-managed');
    const servers = ofKind(rendered, 'NetworkPolicy').find(({ metadata }) => metadata.name === 'carehook-servers');
    const rules = servers?.spec.egress as { to: { ipBlock: { cidr: string } }[]; ports: { port: number }[] }[];
    expect(rules.map(({ ports }) => ports.map(({ port }) => port))).toEqual([[9096], [5432]]);
    for (const { to } of rules) expect(to.map(({ ipBlock }) => ipBlock.cidr)).not.toContain('0.0.0.0/0');
  });
});

/** What `kubectl apply` would send. */
function render(folder: string) {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', join(REPOSITORY_ROOT, folder)], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const rendered = readManifests(stdout);
  const maps = new Map(
    ofKind(rendered, 'ConfigMap').map((map) => [map.metadata.name, (map as unknown as { data: Labels }).data]),
  );
  return { rendered, maps };
}

/** The Secret that is mounted there in a workload's container. */
function mountedSecret(workload: Manifest, path: string): string | undefined {
  const { volumes } = workload.spec.template.spec as { volumes: { name: string; secret?: { secretName: string } }[] };
  const mounts = (containersOf(workload)[0]?.volumeMounts ?? []) as { name: string; mountPath: string }[];
  const mount = mounts.find(({ mountPath }) => mountPath === path);
  return volumes.find(({ name }) => name === mount?.name)?.secret?.secretName;
}

function ofKind(manifests: readonly Manifest[], kind: string): Manifest[] {
  return manifests.filter((each) => each.kind === kind);
}

function leavesCluster({ to }: { readonly to?: readonly { readonly ipBlock?: unknown }[] }): boolean {
  return to === undefined || to.some(({ ipBlock }) => ipBlock !== undefined);
}

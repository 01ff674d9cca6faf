import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BASE_FOLDER, configMapsOf, kustomizations, type Manifest, manifestsOf, workloadsOf } from './manifests.js';
import { problemsOf } from './workload.rules.js';

const configMaps = configMapsOf(kustomizations().get('k8s/base'));

/** The base's delivery-send after `spoil` had its way with its pod and container. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a manifest holds
function spoilt(spoil: (pod: any, container: any) => void): string[] {
  const sender = workloadsOf(manifestsOf(join(BASE_FOLDER))).find(({ metadata }) => metadata.name === 'delivery-send');
  const copy = structuredClone(sender) as Manifest;
  spoil(copy.spec.template.spec, copy.spec.template.spec.containers[0]);
  return problemsOf(copy, configMaps);
}

describe('the rules of workloads find', () => {
  it('a container that may run as root, write, or gain privileges', () => {
    expect(
      spoilt((pod, container) => {
        pod.securityContext.runAsNonRoot = false;
        container.securityContext = {};
      }),
    ).toEqual([
      'may run as root',
      'may gain privileges',
      'has a file system that can be written',
      'keeps capabilities',
    ]);
  });

  it('a variable that the app does not read, one that it refuses, and one that is missing', () => {
    expect(
      spoilt((_pod, container) => {
        container.env = container.env.filter(({ name }: { name: string }) => name !== 'CAREHOOK_MASTER_KEY');
        container.env.push({ name: 'WORKER_ROLE', value: 'send' }, { name: 'LOG_LEVEL', value: 'loud' });
      }),
    ).toEqual([
      'WORKER_ROLE is no setting of delivery-worker',
      'LOG_LEVEL is refused',
      'CAREHOOK_MASTER_KEY is missing',
    ]);
  });

  it('a worker that is killed before it can have ended, or cuts requests off', () => {
    expect(
      spoilt((pod) => {
        pod.terminationGracePeriodSeconds = 600;
      }),
    ).toEqual(['is killed after 600 s, but may need 615 s to stop']);
    expect(
      spoilt((_pod, container) => {
        container.env = container.env.filter(({ name }: { name: string }) => name !== 'WORKER_GRACE_SECONDS');
      }),
    ).toEqual(['cuts off requests that may take longer']);
  });

  it('a selector that selects others, and probes that say nothing', () => {
    expect(
      spoilt((pod, container) => {
        pod.topologySpreadConstraints[0].labelSelector.matchLabels = { 'app.kubernetes.io/name': 'other' };
        container.readinessProbe.httpGet.path = '/';
        container.startupProbe = undefined;
      }),
    ).toEqual(['a selector does not match its own pods', 'has no startup probe', 'has no readiness probe']);
  });

  it('nothing where nothing is wrong', () => {
    expect(spoilt(() => undefined)).toEqual([]);
  });
});

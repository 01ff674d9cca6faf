import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';

export const K8S_FOLDER = join(REPOSITORY_ROOT, 'k8s');
export const BASE_FOLDER = join(K8S_FOLDER, 'base');

/** What of Kubernetes' objects the rules look at. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each kind has its own
  readonly spec?: any;
}

export type Labels = Readonly<Record<string, string>>;

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly optional?: boolean } };
  }[];
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
  readonly [field: string]: unknown;
}

export interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path?: string }[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly literals?: readonly string[] }[];
}

export function readManifests(text: string): Manifest[] {
  return loadAll(text).filter((each): each is Manifest => Boolean(each));
}

/** Every kustomization below k8s, by its folder as the repository names it. */
export function kustomizations(): Map<string, Kustomization> {
  const found = new Map<string, Kustomization>();
  for (const path of readdirSync(K8S_FOLDER, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('kustomization.yaml')) continue;
    const file = join(K8S_FOLDER, path);
    found.set(relative(REPOSITORY_ROOT, dirname(file)), load(readFileSync(file, 'utf8')) as Kustomization);
  }
  return found;
}

/** The manifests that the files of one kustomization hold, without what others add. */
export function manifestsOf(folder: string): Manifest[] {
  const { resources = [] } = load(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
  return resources
    .filter((resource) => resource.endsWith('.yaml'))
    .flatMap((resource) => readManifests(readFileSync(join(folder, resource), 'utf8')));
}

/** The values of the config maps that a kustomization generates, by the map's name. */
export function configMapsOf(kustomization: Kustomization | undefined): Map<string, Labels> {
  return new Map(
    (kustomization?.configMapGenerator ?? []).map(({ name, literals = [] }) => [
      name,
      Object.fromEntries(literals.map((literal) => splitOnce(literal))),
    ]),
  );
}

/** Carehook's own pods: those that it labels as its part. */
export function workloadsOf(manifests: readonly Manifest[]): Manifest[] {
  const kinds = ['Deployment', 'Job'];
  return manifests.filter(
    ({ kind, metadata }) => kinds.includes(kind) && metadata.labels?.['app.kubernetes.io/part-of'] === 'carehook',
  );
}

export function containersOf(workload: Manifest): Container[] {
  return workload.spec.template.spec.containers as Container[];
}

/** `registry.example/carehook/event-ingest:0.1.0` → `event-ingest` */
export function appOf({ image }: Container): string {
  return (image.split('/').at(-1) ?? '').split(':')[0] ?? '';
}

/**
 * The variables of a container: from config maps, then its own. Those from secrets have no value here: `undefined` where the
 * secret must have it; optional ones are left out.
 */
export function environmentOf(container: Container, configMaps: ReadonlyMap<string, Labels>) {
  const environment = new Map<string, string | undefined>();
  for (const { configMapRef } of container.envFrom ?? []) {
    for (const [name, value] of Object.entries(configMaps.get(configMapRef?.name ?? '') ?? {})) {
      environment.set(name, value);
    }
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (!valueFrom?.secretKeyRef?.optional) environment.set(name, value);
  }
  return environment;
}

function splitOnce(literal: string): [string, string] {
  const at = literal.indexOf('=');
  return [literal.slice(0, at), literal.slice(at + 1)];
}

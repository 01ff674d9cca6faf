import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { parseDockerfile } from '../image/dockerfile.js';
import { APP_SETTINGS, isRequired } from './apps.settings.js';

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly target: string };
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<
    Record<string, { readonly ipam: { readonly config: readonly { readonly subnet: string }[] } }>
  >;
}

const text = readFileSync(join(REPOSITORY_ROOT, 'docker-compose.yml'), 'utf8');
// Compose's YAML is 1.1: it merges by `<<`.
const compose = load(text, { schema: YAML11_SCHEMA }) as Compose;
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it.each(APP_SETTINGS)(
    'runs $name from its target, after its servers are healthy, with variables that it reads',
    ({ name, defaultPort, shape }) => {
      const service = compose.services[name];
      expect(service?.build?.target).toBe(name);
      expect(service?.profiles).toBeUndefined();
      expect(service?.depends_on).toEqual({
        kafka: { condition: 'service_healthy' },
        postgres: { condition: 'service_healthy' },
      });
      expect(service?.healthcheck?.test.join(' ')).toContain('/health/ready');
      expect(service?.environment?.PORT).toBe(defaultPort);
      expect(Object.keys(service?.environment ?? {}).filter((variable) => !Object.hasOwn(shape, variable))).toEqual([]);
      const given = [...Object.keys(service?.environment ?? {}), 'CAREHOOK_MASTER_KEY'];
      expect(given).toEqual(
        expect.arrayContaining(Object.keys(shape).filter((key) => shape[key] && isRequired(shape[key]))),
      );
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    },
  );

  it('can start `kafka` alone, on a machine where no variable is set', () => {
    // `${NAME:?}` anywhere in the file would refuse every command.
    expect(text).not.toMatch(/\$\{\w+:?\?/);
    expect(compose.services.kafka?.depends_on).toBeUndefined();
    expect(compose.services.kafka?.ports).toEqual(['127.0.0.1:9092:9092']);
  });

  it('opens ports to this machine only', () => {
    for (const [name, { ports = [] }] of services)
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:/);
  });

  it('refers to targets, files, volumes and networks that are there', () => {
    const stages = parseDockerfile(readFileSync(join(REPOSITORY_ROOT, 'Dockerfile'), 'utf8'));
    for (const [name, { build, volumes = [], networks = [] }] of services) {
      if (build) expect([...stages.keys()], name).toContain(build.target);
      for (const network of networks.filter((each) => each !== 'default'))
        expect(compose.networks).toHaveProperty(network);
      for (const [source = ''] of volumes.map((volume) => volume.split(':'))) {
        if (source.startsWith('.')) expect(existsSync(join(REPOSITORY_ROOT, source)), source).toBe(true);
        else expect(compose.volumes).toHaveProperty(source);
      }
    }
  });

  it('lets webhooks reach the network of the demo receiver, in which no server is', () => {
    const [subnet] = compose.networks.receivers?.ipam.config ?? [];
    for (const name of ['subscription-api', 'delivery-worker']) {
      expect(compose.services[name]?.environment?.DELIVERY_ALLOWED_NETWORKS).toContain(subnet?.subnet);
    }
    const inside = services.filter(([, { networks }]) => networks?.includes('receivers')).map(([name]) => name);
    expect(inside).toEqual(['subscription-api', 'delivery-worker', 'demo-receiver']);
  });

  it('has demo and monitoring as profiles', () => {
    const byProfile = (profile: string) =>
      services.filter(([, { profiles }]) => profiles?.includes(profile)).map(([name]) => name);
    expect(byProfile('demo')).toEqual(['demo-receiver']);
    expect(byProfile('monitoring')).toEqual(['prometheus', 'grafana']);
  });
});

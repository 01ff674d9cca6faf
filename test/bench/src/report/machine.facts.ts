import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { REPOSITORY_ROOT } from '../../../../tools/local-stack/src/layout.paths.js';

/** What the figures were measured on. */
export interface MachineFacts {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly os: string;
}

export interface Versions {
  readonly node: string;
  readonly postgres: string;
  /** Of the broker's jars, where the local stack's own were used. */
  readonly kafka: string;
  readonly carehook: string;
  /** `undefined` outside a git checkout. */
  readonly commit: string | undefined;
  /** Whether files differ from the commit. */
  readonly isDirty: boolean | undefined;
}

export function machineFacts(): MachineFacts {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    os: `${type()} ${release()}`,
  };
}

export async function versions(databaseUrl: string): Promise<Versions> {
  const status = git('status', '--porcelain');
  const { version } = JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'package.json'), 'utf8')) as { version: string };
  return {
    node: process.version,
    postgres: await postgresVersion(databaseUrl),
    kafka: kafkaVersion(),
    carehook: version,
    commit: git('rev-parse', '--short=12', 'HEAD'),
    isDirty: status === undefined ? undefined : status !== '',
  };
}

async function postgresVersion(databaseUrl: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  await client.end();
  return rows[0]?.server_version ?? 'unknown';
}

function kafkaVersion(): string {
  if (process.env.KAFKA_BROKERS) return 'of KAFKA_BROKERS';
  const pom = readFileSync(join(REPOSITORY_ROOT, 'tools', 'local-stack', 'kafka', 'pom.xml'), 'utf8');
  return /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)</.exec(pom)?.[1] ?? 'unknown';
}

function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: REPOSITORY_ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

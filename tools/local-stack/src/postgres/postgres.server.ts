import pg from 'pg';
import type { ProcessPlan } from '../processes/process.plan.js';
import type { PostgresCluster } from './postgres.cluster.js';
import { endStalePostmaster } from './stale.postmaster.js';

const DATABASE = 'carehook';

/** Enough connections for the apps and the tests; many partitions take many locks. No socket in /tmp to quarrel about. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  max_locks_per_transaction: 256,
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  jit: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
};

/** A supervised PostgreSQL on a cluster. */
export function postgresPlan(cluster: PostgresCluster, port: number): ProcessPlan {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    name: 'postgres',
    command: cluster.program,
    args: ['-D', cluster.data, '-p', String(port), ...settings],
    ...cluster.user,
    cwd: cluster.folder,
    marker: cluster.data,
    // "Fast" shutdown; SIGTERM would wait until every client has gone.
    stopSignal: 'SIGINT',
    graceMs: 10_000,
    readyTimeoutMs: 60_000,
    prepare: () => endStalePostmaster(cluster.data),
    isReady: () => postgresAnswers(clusterUrl(cluster, port, 'postgres')),
  };
}

export function databaseUrl(cluster: PostgresCluster, port: number): string {
  return clusterUrl(cluster, port, DATABASE);
}

/** Makes the database of the apps where there is none yet. */
export async function ensureDatabase(cluster: PostgresCluster, port: number): Promise<void> {
  await withClient(clusterUrl(cluster, port, 'postgres'), async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

async function postgresAnswers(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query('select'));
    return true;
  } catch {
    return false;
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function clusterUrl({ password }: PostgresCluster, port: number, database: string): string {
  return `postgres://carehook:${password}@127.0.0.1:${port}/${database}`;
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type CarehookServers, removeServers, startServers } from '../../tools/local-stack/src/carehook-servers.js';
import { LOCAL_FOLDER } from '../../tools/local-stack/src/layout.paths.js';
import { RunLedger } from '../../tools/local-stack/src/processes/run.ledger.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Kafka's `host:port`s. A test file makes its own topic prefix. */
    brokers: string[];
    /** A PostgreSQL URL. A test file makes its own database beside the one that it names. */
    databaseUrl: string;
  }
}

const RUNS = join(LOCAL_FOLDER, 'test');

/** Vitest loads this file anew for each of its projects: what they share stands outside of it. */
const shared = globalThis as { testServers?: { readonly started: Promise<CarehookServers>; users: number } };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  return (await shareServers(project)).leave;
}

/** Starts Kafka and PostgreSQL once for the run, in a folder of the run's own, beside a stack that may be running. */
export async function shareServers(project: TestProject) {
  shared.testServers ??= { started: start(), users: 0 };
  const { testServers } = shared;
  testServers.users += 1;
  const servers = await testServers.started;
  project.provide('brokers', servers.brokers);
  project.provide('databaseUrl', servers.databaseUrl);
  const leave = async () => {
    testServers.users -= 1;
    if (testServers.users === 0) await servers.stop({ wipe: true });
  };
  return { servers, leave };
}

async function start(): Promise<CarehookServers> {
  await sweepKilledRuns();
  return startServers({ dataDir: join(RUNS, `run-${process.pid}`), quiet: true });
}

/** A run that was killed could not clean up: the next one ends its servers and deletes its data. */
async function sweepKilledRuns(): Promise<void> {
  if (!existsSync(RUNS)) return;
  for (const run of readdirSync(RUNS)) {
    const dataDir = join(RUNS, run);
    if (new RunLedger(join(dataDir, 'run.json')).ownerPid() === undefined) await removeServers(dataDir);
  }
}

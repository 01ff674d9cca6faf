import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PortChooser } from './ports.js';
import { removeReachableFolder } from './postgres/reachable.folder.js';
import { RunLedger } from './processes/run.ledger.js';
import { Supervisor } from './processes/supervisor.js';
import { consoleReporter, silentReporter } from './reporter.js';
import type { ServerHandle } from './server.handle.js';
import { startKafka, startPostgres } from './servers.start.js';

export interface ServersOptions {
  /** Holds the data, the logs and `run.json`; what an earlier, killed run left there is ended first. */
  readonly dataDir: string;
  /** Prints nothing. */
  readonly quiet?: boolean;
}

/** Kafka and PostgreSQL on free ports; each is started again when it dies. */
export interface CarehookServers {
  readonly brokers: string[];
  /** An empty database. */
  readonly databaseUrl: string;
  readonly kafka: ServerHandle;
  readonly postgres: ServerHandle;
  /** Stops both; `wipe` deletes their data and the data folder. */
  stop(options?: { wipe?: boolean }): Promise<void>;
}

/**
 * Starts Kafka and PostgreSQL for a run of tests, beside a local stack that may be running. `KAFKA_BROKERS` and
 * `DATABASE_URL` win where they are set.
 * @throws AlreadyRunning, KafkaUnavailable, PostgresUnavailable, ProcessNotReady, …
 */
export async function startServers({ dataDir, quiet = false }: ServersOptions): Promise<CarehookServers> {
  mkdirSync(dataDir, { recursive: true });
  const reporter = quiet ? silentReporter : consoleReporter;
  const supervisor = new Supervisor({ dataDir, reporter });
  await supervisor.takeOver();
  const setting = { dataDir, supervisor, reporter, ports: new PortChooser(reporter), portChoice: 'free' } as const;
  const [kafka, postgres] = await Promise.allSettled([startKafka(setting), startPostgres(setting)]);
  if (kafka.status === 'rejected' || postgres.status === 'rejected') {
    if (kafka.status === 'fulfilled') await kafka.value.stop();
    await supervisor.stop([]);
    throw kafka.status === 'rejected' ? kafka.reason : (postgres as PromiseRejectedResult).reason;
  }
  return {
    brokers: kafka.value.brokers,
    databaseUrl: postgres.value.databaseUrl,
    kafka: kafka.value.handle,
    postgres: postgres.value.handle,
    stop: async ({ wipe = false } = {}) => {
      await supervisor.stop([]);
      await kafka.value.stop();
      if (wipe) removeData(dataDir);
    },
  };
}

/** Ends the servers that a killed run left on a data folder, and deletes the folder. @throws AlreadyRunning */
export async function removeServers(dataDir: string): Promise<void> {
  await new RunLedger(join(dataDir, 'run.json')).endOrphans(silentReporter);
  removeData(dataDir);
}

function removeData(dataDir: string): void {
  removeReachableFolder(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}

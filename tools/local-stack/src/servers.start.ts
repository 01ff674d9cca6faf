import { startDockerKafka } from './kafka/kafka.docker.js';
import { hasKafkaJars } from './kafka/kafka.jars.js';
import { kafkaPlan } from './kafka/kafka.server.js';
import { chooseKafkaSource, surroundings } from './kafka/kafka.source.js';
import type { PortChooser } from './ports.js';
import { postgresCluster } from './postgres/postgres.cluster.js';
import { databaseUrl, ensureDatabase, postgresPlan } from './postgres/postgres.server.js';
import type { Supervisor } from './processes/supervisor.js';
import type { Reporter } from './reporter.js';
import { foreignServer, type ServerHandle } from './server.handle.js';

/** Where servers are started, and by which means. */
export interface ServerSetting {
  readonly dataDir: string;
  readonly supervisor: Supervisor;
  readonly ports: PortChooser;
  /** `default` asks for the documented ports, `free` for any free ones. */
  readonly portChoice: 'default' | 'free';
  readonly reporter: Reporter;
}

export interface RunningKafka {
  readonly brokers: string[];
  readonly handle: ServerHandle;
  /** Stops what supervision does not: Docker's Kafka. */
  readonly stop: () => Promise<void>;
}

export interface RunningPostgres {
  readonly databaseUrl: string;
  readonly handle: ServerHandle;
}

const NOTHING_TO_STOP = () => Promise.resolve();
/** The compose file publishes Kafka there. */
const DOCKER_BROKER = '127.0.0.1:9092';

/** Kafka from where section 10 of the design says. @throws KafkaUnavailable, KafkaJarsUnavailable, ProcessNotReady, … */
export async function startKafka(setting: ServerSetting): Promise<RunningKafka> {
  const source = await chooseKafkaSource(surroundings(hasKafkaJars()));
  switch (source.kind) {
    case 'brokers':
      return { brokers: [...source.brokers], handle: foreignServer('Kafka'), stop: NOTHING_TO_STOP };
    case 'docker': {
      const stop = await startDockerKafka(source.composeFile, DOCKER_BROKER);
      return { brokers: [DOCKER_BROKER], handle: foreignServer('Kafka'), stop };
    }
    case 'java': {
      const port = await choosePort(setting, 'kafka');
      const controllerPort = await setting.ports.any();
      const plan = await kafkaPlan({ ...setting, java: source.java, port, controllerPort });
      const handle = await setting.supervisor.start(plan);
      return { brokers: [`127.0.0.1:${port}`], handle, stop: NOTHING_TO_STOP };
    }
  }
}

/** `DATABASE_URL`, else the embedded PostgreSQL with an empty database `carehook`. @throws PostgresUnavailable, … */
export async function startPostgres(setting: ServerSetting): Promise<RunningPostgres> {
  const given = process.env.DATABASE_URL;
  if (given) return { databaseUrl: given, handle: foreignServer('PostgreSQL') };
  const port = await choosePort(setting, 'postgres');
  const cluster = await postgresCluster(setting.dataDir, setting.reporter);
  const handle = await setting.supervisor.start(postgresPlan(cluster, port));
  await ensureDatabase(cluster, port);
  return { databaseUrl: databaseUrl(cluster, port), handle };
}

function choosePort({ ports, portChoice }: ServerSetting, name: 'kafka' | 'postgres'): Promise<number> {
  return portChoice === 'free' ? ports.any() : ports.choose(name, process.env);
}

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../processes/command.run.js';
import type { ProcessPlan } from '../processes/process.plan.js';
import type { Reporter } from '../reporter.js';
import { kafkaJars } from './kafka.jars.js';
import { kafkaAnswers } from './kafka.ready.js';
import { type KafkaSettingsOptions, kafkaSettings } from './kafka.settings.js';

/** Kafka's storage could not be formatted. */
export class KafkaFormatFailed extends Error {
  override readonly name = 'KafkaFormatFailed';
  constructor(
    readonly folder: string,
    readonly output: string,
  ) {
    super(`Kafka could not format ${folder}:\n${output}`);
  }
}

export interface KafkaServerOptions {
  readonly java: string;
  readonly dataDir: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly reporter: Reporter;
  readonly settings?: KafkaSettingsOptions['settings'];
  /** Further arguments of `kafka-storage format`, such as users: `--add-scram …`. */
  readonly formatArguments?: readonly string[];
}

/**
 * Java's optimising compiler and its parallel collector take a second core for the first minutes. A broker that shares two
 * cores with everything else, and seldom lives for longer, is better off without.
 */
const JVM_FLAGS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Djava.awt.headless=true'];

/** A collection of young objects stops the broker. With so much room for them it takes twice as long as by default, but comes a sixth as often. */
const HEAP = ['-Xms640m', '-Xmn448m', '-Xmx768m'];

/** A single-node broker (KRaft) whose data is in `DATA/kafka`. @throws KafkaJarsUnavailable, KafkaFormatFailed */
export async function kafkaPlan(options: KafkaServerOptions): Promise<ProcessPlan> {
  const folder = join(options.dataDir, 'kafka');
  const logDir = join(folder, 'data');
  const settingsFile = join(folder, 'server.properties');
  const classPath = join(await kafkaJars(options.reporter), '*');

  mkdirSync(folder, { recursive: true });
  writeFileSync(settingsFile, kafkaSettings({ ...options, logDir }));
  if (!existsSync(join(logDir, 'bootstrap.checkpoint'))) {
    const more = ['-t', clusterId(), '-c', settingsFile, ...(options.formatArguments ?? [])];
    await format(options.java, classPath, logDir, more);
  }
  const brokers = [`127.0.0.1:${options.port}`];
  return {
    name: 'kafka',
    command: options.java,
    args: [...JVM_FLAGS, ...HEAP, '-cp', classPath, 'kafka.Kafka', settingsFile],
    cwd: folder,
    marker: settingsFile,
    stopSignal: 'SIGTERM',
    graceMs: 10_000,
    readyTimeoutMs: 90_000,
    isReady: () => kafkaAnswers(brokers),
  };
}

async function format(java: string, classPath: string, logDir: string, more: readonly string[]): Promise<void> {
  const args = [...JVM_FLAGS, '-cp', classPath, 'kafka.tools.StorageTool', 'format', '--ignore-formatted', ...more];
  const result = await runCommand(java, args);
  if (!result.succeeded) throw new KafkaFormatFailed(logDir, result.output);
}

/** 16 random bytes in URL-safe base64; a leading dash would be read as an option. */
function clusterId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

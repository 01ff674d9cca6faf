import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_FOLDER, REPOSITORY_ROOT } from '../layout.paths.js';
import { runCommand } from '../processes/command.run.js';
import type { Reporter } from '../reporter.js';

/** As in pom.xml. */
const KAFKA_VERSION = '4.1.0';
const FOLDER = join(LOCAL_FOLDER, 'kafka', `lib-${KAFKA_VERSION}`);

/** Maven could not fetch Kafka's jars. */
export class KafkaJarsUnavailable extends Error {
  override readonly name = 'KafkaJarsUnavailable';
  constructor(readonly output: string) {
    super(`Maven could not fetch Kafka ${KAFKA_VERSION}:\n${output}`);
  }
}

export function hasKafkaJars(): boolean {
  return existsSync(FOLDER);
}

/** The folder of the broker's jars (43 MB), fetched by Maven the first time. @throws KafkaJarsUnavailable */
export async function kafkaJars(reporter: Reporter): Promise<string> {
  if (hasKafkaJars()) return FOLDER;
  reporter.say(`fetching Kafka ${KAFKA_VERSION} with Maven (43 MB, once) …`);
  const draft = `${FOLDER}.${process.pid}.draft`;
  mkdirSync(draft, { recursive: true });
  const { succeeded, output } = await runCommand('mvn', [
    '--quiet',
    '--batch-mode',
    `--file=${join(REPOSITORY_ROOT, 'tools', 'local-stack', 'kafka', 'pom.xml')}`,
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${draft}`,
  ]);
  if (succeeded && !hasKafkaJars()) renameSync(draft, FOLDER);
  rmSync(draft, { recursive: true, force: true });
  if (!succeeded) throw new KafkaJarsUnavailable(output);
  return FOLDER;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../layout.paths.js';
import { type CommandResult, runCommand } from '../processes/command.run.js';

/** Where the local stack's Kafka comes from. */
export type KafkaSource =
  | { readonly kind: 'brokers'; readonly brokers: readonly string[] }
  | { readonly kind: 'java'; readonly java: string }
  | { readonly kind: 'docker'; readonly composeFile: string };

/** No Kafka is given and none can be started on this machine. */
export class KafkaUnavailable extends Error {
  override readonly name = 'KafkaUnavailable';
  constructor(readonly findings: readonly string[]) {
    super(
      [
        'Carehook needs Kafka and found no way to run it here. Any one of these will do:',
        '  - install Java 17 or newer and Maven (Debian, Ubuntu: apt install openjdk-17-jre-headless maven;',
        '    macOS: brew install openjdk maven);',
        '  - install Docker with its compose plug-in and start it;',
        '  - set KAFKA_BROKERS=host:port to use a Kafka that runs already.',
        `Found: ${findings.join('; ')}.`,
      ].join('\n'),
    );
  }
}

/** What the choice depends on; tests give their own. */
export interface KafkaSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  /** Whether the jars are there already, so that Maven is not needed. */
  readonly hasJars: boolean;
  readonly composeFile: string;
  readonly run: (command: string, args: readonly string[]) => Promise<CommandResult>;
  readonly exists: (path: string) => boolean;
}

export function surroundings(hasJars: boolean): KafkaSurroundings {
  return {
    environment: process.env,
    hasJars,
    composeFile: join(REPOSITORY_ROOT, 'docker-compose.yml'),
    run: runCommand,
    exists: existsSync,
  };
}

/** `KAFKA_BROKERS`, else Java 17 with Maven, else Docker compose. @throws KafkaUnavailable */
export async function chooseKafkaSource(around: KafkaSurroundings): Promise<KafkaSource> {
  const brokers = (around.environment.KAFKA_BROKERS ?? '').split(',').map((broker) => broker.trim());
  if (brokers.some((broker) => broker !== '')) {
    return { kind: 'brokers', brokers: brokers.filter((broker) => broker !== '') };
  }
  const findings: string[] = [];
  const java = await findJava(around, findings);
  if (java) return { kind: 'java', java };
  if (await dockerWorks(around, findings)) return { kind: 'docker', composeFile: around.composeFile };
  throw new KafkaUnavailable(findings);
}

async function findJava(around: KafkaSurroundings, findings: string[]): Promise<string | undefined> {
  const home = around.environment.JAVA_HOME;
  for (const java of home ? [join(home, 'bin', 'java'), 'java'] : ['java']) {
    const { succeeded, output } = await around.run(java, ['-version']);
    const version = succeeded ? javaMajorVersion(output) : undefined;
    if (version === undefined || version < 17) {
      findings.push(version === undefined ? `no Java at "${java}"` : `"${java}" is Java ${version}, too old`);
    } else if (around.hasJars || (await around.run('mvn', ['--version'])).succeeded) {
      return java;
    } else {
      findings.push(`Java ${version}, but no Maven`);
      return undefined;
    }
  }
  return undefined;
}

async function dockerWorks(around: KafkaSurroundings, findings: string[]): Promise<boolean> {
  if (!around.exists(around.composeFile)) findings.push('no docker-compose.yml');
  else if (!(await around.run('docker', ['compose', 'version'])).succeeded) findings.push('no "docker compose"');
  else if (!(await around.run('docker', ['info'])).succeeded) findings.push('Docker is installed but not running');
  else return true;
  return false;
}

/** 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_402"`. */
export function javaMajorVersion(output: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? [];
  if (first === undefined) return undefined;
  return Number(first === '1' && second !== undefined ? second : first);
}

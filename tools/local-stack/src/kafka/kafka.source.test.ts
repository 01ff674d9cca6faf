import { describe, expect, it } from 'vitest';
import { chooseKafkaSource, javaMajorVersion, type KafkaSurroundings, KafkaUnavailable } from './kafka.source.js';

const JAVA_17 = 'openjdk version "17.0.15" 2025-04-15';
const JAVA_8 = 'java version "1.8.0_402"';

/** A machine on which exactly these commands work, with what they print. */
function machine(commands: Record<string, string>, more: Partial<KafkaSurroundings> = {}): KafkaSurroundings {
  return {
    environment: {},
    hasJars: false,
    composeFile: '/carehook/docker-compose.yml',
    exists: () => true,
    run: async (command, args) => {
      const output = commands[[command, ...args].join(' ')];
      return { succeeded: output !== undefined, output: output ?? '' };
    },
    ...more,
  };
}

describe('chooseKafkaSource', () => {
  it('takes KAFKA_BROKERS before everything else', async () => {
    const environment = { KAFKA_BROKERS: 'a:9092, b:9092,' };
    expect(
      await chooseKafkaSource(machine({ 'java -version': JAVA_17, 'mvn --version': '' }, { environment })),
    ).toEqual({
      kind: 'brokers',
      brokers: ['a:9092', 'b:9092'],
    });
  });

  it('takes Java 17 with Maven before Docker', async () => {
    const all = { 'java -version': JAVA_17, 'mvn --version': '', 'docker compose version': '', 'docker info': '' };
    expect(await chooseKafkaSource(machine(all))).toEqual({ kind: 'java', java: 'java' });
  });

  it('needs no Maven once the jars are there', async () => {
    expect(await chooseKafkaSource(machine({ 'java -version': JAVA_17 }, { hasJars: true }))).toMatchObject({
      kind: 'java',
    });
  });

  it('goes on from an old JAVA_HOME to a newer java in the path', async () => {
    const commands = { '/old/bin/java -version': JAVA_8, 'java -version': JAVA_17, 'mvn --version': '' };
    expect(await chooseKafkaSource(machine(commands, { environment: { JAVA_HOME: '/old' } }))).toEqual({
      kind: 'java',
      java: 'java',
    });
  });

  it('falls back to Docker when Java is too old', async () => {
    const commands = { 'java -version': JAVA_8, 'docker compose version': '', 'docker info': '' };
    expect(await chooseKafkaSource(machine(commands))).toMatchObject({ kind: 'docker' });
  });

  it('says once what to install, and what it found, when there is nothing', async () => {
    const error = await chooseKafkaSource(machine({ 'java -version': JAVA_17, 'docker compose version': '' })).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(KafkaUnavailable);
    expect((error as KafkaUnavailable).findings).toEqual([
      'Java 17, but no Maven',
      'Docker is installed but not running',
    ]);
    expect(String(error)).toMatch(/Java 17.*Maven[\s\S]*Docker[\s\S]*KAFKA_BROKERS/);
  });
});

describe('javaMajorVersion', () => {
  it.each([
    [JAVA_17, 17],
    [JAVA_8, 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['The operation couldn’t be completed. Unable to locate a Java Runtime.', undefined],
  ])('reads %s', (output, version) => expect(javaMajorVersion(output)).toBe(version));
});

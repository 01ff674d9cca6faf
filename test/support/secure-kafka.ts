import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  Kafka,
  type KafkaConfig,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';
import { kafkaJars } from '../../tools/local-stack/src/kafka/kafka.jars.js';
import { kafkaPlan } from '../../tools/local-stack/src/kafka/kafka.server.js';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { PortChooser } from '../../tools/local-stack/src/ports.js';
import { runCommand } from '../../tools/local-stack/src/processes/command.run.js';
import { SupervisedProcess } from '../../tools/local-stack/src/processes/supervised.process.js';
import { silentReporter } from '../../tools/local-stack/src/reporter.js';
import { type Identity, issuedBy, selfSigned } from './certificates.js';

export type Mechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** Each may log in with this one mechanism. */
export type KafkaUsers = Readonly<Record<string, Mechanism>>;

const ADMIN = 'admin';
const LISTENERS = ['SASL_SSL', 'SSL'] as const;

/**
 * A broker that lets in whoever has a password (`SASL_SSL`) or a certificate (`SSL`, whose user is its common name), and
 * allows them what an ACL says and nothing else. Its certificate is from an authority of its own.
 */
export class SecureKafka {
  /** Of every user, and of the administrator. */
  readonly passwords: Readonly<Record<string, string>>;

  private constructor(
    private readonly java: string,
    private readonly users: KafkaUsers,
    private readonly folder: string,
    private readonly authority: Identity,
    /** `host:port` of the listeners. */
    readonly brokers: Readonly<Record<(typeof LISTENERS)[number], string>>,
  ) {
    const names = [ADMIN, ...Object.keys(users)];
    this.passwords = Object.fromEntries(names.map((name) => [name, randomBytes(24).toString('base64url')]));
  }

  private process: SupervisedProcess | undefined;

  /** @throws KafkaJarsUnavailable, KafkaFormatFailed, ProcessNotReady */
  static async start(java: string, users: KafkaUsers): Promise<SecureKafka> {
    const ports = new PortChooser(silentReporter);
    const [port, sslPort, controllerPort] = [await ports.any(), await ports.any(), await ports.any()];
    const folder = mkdtempSync(join(tmpdir(), 'carehook-secure-kafka-'));
    const brokers = { SASL_SSL: `localhost:${port}`, SSL: `localhost:${sslPort}` };
    const kafka = new SecureKafka(java, users, folder, selfSigned('authority'), brokers);
    const plan = await kafkaPlan({
      java,
      dataDir: folder,
      port,
      controllerPort,
      reporter: silentReporter,
      settings: kafka.settings(controllerPort),
      formatArguments: kafka.scramUsers(),
    });
    const logFile = join(folder, 'kafka.log');
    const isReady = () => kafka.answers();
    kafka.process = new SupervisedProcess({ ...plan, isReady }, { logFile, reporter: silentReporter, restarts: false });
    try {
      await kafka.process.start();
    } catch (error) {
      await kafka.stop();
      throw error;
    }
    return kafka;
  }

  async stop(): Promise<void> {
    await this.process?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What an app needs in its environment to come in as a user, with its password in a file. */
  settingsOf(user: string): NodeJS.ProcessEnv {
    return {
      KAFKA_BROKERS: this.brokers.SASL_SSL,
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA: this.authority.cert,
      KAFKA_SASL_MECHANISM: this.users[user],
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD_FILE: this.file(`${user}.password`, `${this.passwords[user]}\n`),
    };
  }

  /** The same with a certificate in the place of a password, all of it in files. */
  certificateSettingsOf(user: string): NodeJS.ProcessEnv {
    const { cert, key } = issuedBy(this.authority, user);
    return {
      KAFKA_BROKERS: this.brokers.SSL,
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA: this.file('authority.pem', this.authority.cert),
      KAFKA_TLS_CERT: this.file(`${user}.pem`, cert),
      KAFKA_TLS_KEY: this.file(`${user}.key`, key),
    };
  }

  /** How a plain Kafka client comes in as a user. */
  clientOf(user: string): KafkaConfig {
    const mechanism = user === ADMIN ? 'scram-sha-256' : (this.users[user] ?? 'plain');
    return {
      brokers: [this.brokers.SASL_SSL],
      ssl: { ca: this.authority.cert },
      sasl: { mechanism, username: user, password: this.passwords[user] } as KafkaConfig['sasl'],
      logLevel: logLevel.NOTHING,
      retry: { retries: 2 },
    };
  }

  async asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Kafka(this.clientOf(ADMIN)).admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Does what the commands that `tools/kafka-acls/acls.mjs` prints would do. */
  async allow(...options: string[]): Promise<void> {
    const script = join(REPOSITORY_ROOT, 'tools', 'kafka-acls', 'acls.mjs');
    const commandLine = [script, '--bootstrap-server', this.brokers.SASL_SSL, ...options];
    const commands = execFileSync(process.execPath, commandLine, { encoding: 'utf8' }).trim().split('\n');
    await this.asAdmin((admin) => admin.createAcls({ acl: commands.flatMap(aclEntries) }));
  }

  /** Gives a SCRAM user another password. */
  async changePassword(user: string, password: string): Promise<void> {
    const credentials = `${this.users[user]?.toUpperCase()}=[password=${password}]`;
    const config = this.file(
      'admin.properties',
      [
        'security.protocol=SASL_SSL',
        'sasl.mechanism=SCRAM-SHA-256',
        `sasl.jaas.config=${scramLogin(this.passwords[ADMIN])}`,
        'ssl.truststore.type=PEM',
        `ssl.truststore.location=${this.file('authority.pem', this.authority.cert)}`,
      ].join('\n'),
    );
    const command = ['-cp', join(await kafkaJars(silentReporter), '*'), 'kafka.admin.ConfigCommand'];
    const place = ['--bootstrap-server', this.brokers.SASL_SSL, '--command-config', config];
    const change = ['--alter', '--entity-type', 'users', '--entity-name', user, '--add-config', credentials];
    const { succeeded, output } = await runCommand(this.java, [...command, ...place, ...change]);
    if (!succeeded) throw new RangeError(`the password of ${user} was not changed: ${output}`);
  }

  private settings(controllerPort: number): Record<string, string | number | boolean> {
    const { cert, key } = issuedBy(this.authority, 'broker', ['DNS:localhost']);
    const plainUsers = Object.entries(this.users)
      .filter(([, mechanism]) => mechanism === 'plain')
      .map(([name]) => `user_${name}="${this.passwords[name]}"`);
    const listeners = LISTENERS.map((name) => `${name}://${this.brokers[name]}`).join(',');
    return {
      listeners: `${listeners},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': listeners,
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL',
      'inter.broker.listener.name': 'SASL_SSL',
      'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-256',
      'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
      'listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config': scramLogin(this.passwords[ADMIN]),
      'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': scramLogin(this.passwords[ADMIN]),
      'listener.name.sasl_ssl.plain.sasl.jaas.config': `${PLAIN_LOGIN} ${plainUsers.join(' ')};`,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': this.file('broker.pem', key + cert),
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': this.file('authority.pem', this.authority.cert),
      'listener.name.ssl.ssl.client.auth': 'required',
      'ssl.principal.mapping.rules': 'RULE:^.*CN=([^,]+).*$/$1/',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // The controller's listener, on the loopback address, is the only one without names.
      'super.users': `User:${ADMIN};User:ANONYMOUS`,
      'allow.everyone.if.no.acl.found': false,
    };
  }

  private scramUsers(): string[] {
    const users: [string, Mechanism][] = [[ADMIN, 'scram-sha-256'], ...Object.entries(this.users)];
    return users
      .filter(([, mechanism]) => mechanism !== 'plain')
      .flatMap(([name, mechanism]) => [
        '--add-scram',
        `${mechanism.toUpperCase()}=[name=${name},password=${this.passwords[name]}]`,
      ]);
  }

  private async answers(): Promise<boolean> {
    try {
      return await this.asAdmin(async (admin) => (await admin.describeCluster()).controller !== null);
    } catch {
      return false;
    }
  }

  private file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }
}

const PLAIN_LOGIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required';

function scramLogin(password: string | undefined): string {
  const module = 'org.apache.kafka.common.security.scram.ScramLoginModule';
  return `${module} required username="${ADMIN}" password="${password}";`;
}

const OPERATIONS: Readonly<Record<string, AclOperationTypes>> = {
  Create: AclOperationTypes.CREATE,
  Describe: AclOperationTypes.DESCRIBE,
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
};

/** The ACLs that one `kafka-acls.sh --add …` makes: each operation on each resource. */
function aclEntries(command: string): AclEntry[] {
  const [program, ...words] = command.split(' ');
  const all = (option: string) => words.flatMap((word, index) => (word === option ? [words[index + 1] ?? ''] : []));
  const [principal = ''] = all('--allow-principal');
  if (program !== 'kafka-acls.sh' || !words.includes('--add')) throw new RangeError(command);
  const [pattern] = all('--resource-pattern-type');
  const resources = [
    ...all('--topic').map((name) => ({ name, type: AclResourceTypes.TOPIC })),
    ...all('--group').map((name) => ({ name, type: AclResourceTypes.GROUP })),
  ];
  return resources.flatMap(({ name, type }) =>
    all('--operation').map((operation) => ({
      principal,
      host: '*',
      operation: OPERATIONS[operation] ?? AclOperationTypes.UNKNOWN,
      permissionType: AclPermissionTypes.ALLOW,
      resourceType: type,
      resourceName: name,
      resourcePatternType: pattern === 'prefixed' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    })),
  );
}

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DIALECTS } from '#dialects';
import { APPS, type AppName, appPlan, nodePlan } from './carehook-app.js';
import { writeJsonFile } from './json.file.js';
import { entryPoint, LOCAL_FOLDER } from './layout.paths.js';
import { PortChooser } from './ports.js';
import { Supervisor } from './processes/supervisor.js';
import type { Reporter } from './reporter.js';
import { loadSecrets, type StackSecrets } from './secrets.file.js';
import { startKafka, startPostgres } from './servers.start.js';
import type { StackFacts } from './stack.facts.js';

const STACK_FILE = join(LOCAL_FOLDER, 'stack.json');
/** In the order in which they stop, after everything else. */
const SERVERS = ['kafka', 'postgres'];
const LOOPBACK_NETWORKS = '127.0.0.0/8,::1/128';

type Facts = Omit<StackFacts, 'processes'>;

/** PostgreSQL, Kafka, the four apps and the demo receiver on this machine, with their data in `.local`. */
export class LocalStack {
  private readonly supervisor: Supervisor;
  private readonly ports: PortChooser;
  private readonly secrets: StackSecrets;
  private facts: Facts | undefined;
  private stopDocker: (() => Promise<void>) | undefined;

  constructor(private readonly reporter: Reporter) {
    mkdirSync(LOCAL_FOLDER, { recursive: true });
    this.ports = new PortChooser(reporter);
    this.secrets = loadSecrets(join(LOCAL_FOLDER, 'secrets.json'), DIALECTS, process.env);
    this.supervisor = new Supervisor({ dataDir: LOCAL_FOLDER, reporter, onChange: () => this.writeFacts() });
  }

  /**
   * Starts everything; `stack.json` is there when this resolves.
   * @throws AlreadyRunning, KafkaUnavailable, PortInvalid, ProcessNotReady, ProcessStopped, …
   */
  async start(): Promise<{ facts: Facts; receiverUrl: string; demoSecrets: StackSecrets['demo'] }> {
    await this.supervisor.takeOver();
    rmSync(STACK_FILE, { force: true });

    this.reporter.say('starting PostgreSQL and Kafka …');
    const { supervisor, ports, reporter } = this;
    const setting = { dataDir: LOCAL_FOLDER, supervisor, ports, reporter, portChoice: 'default' } as const;
    const [receiverUrl, kafka, postgres] = await Promise.all([
      this.startReceiver(),
      startKafka(setting).then((started) => {
        this.stopDocker = started.stop;
        return started;
      }),
      startPostgres(setting),
    ]);

    this.reporter.say('starting the four apps …');
    const topicPrefix = process.env.KAFKA_TOPIC_PREFIX || 'carehook.';
    const urls = await this.startApps({
      DATABASE_URL: postgres.databaseUrl,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC_PREFIX: topicPrefix,
      CAREHOOK_MASTER_KEY: this.secrets.masterKey,
      DELIVERY_ALLOWED_NETWORKS: process.env.DELIVERY_ALLOWED_NETWORKS ?? LOOPBACK_NETWORKS,
    });
    this.facts = {
      urls,
      kafka: { brokers: kafka.brokers, topicPrefix },
      databaseUrl: postgres.databaseUrl,
      tenant: 'default',
      adminKey: this.secrets.adminKey,
    };
    this.writeFacts();
    return { facts: this.facts, receiverUrl, demoSecrets: this.secrets.demo };
  }

  /** Stops the apps, then Kafka, then PostgreSQL. */
  async stop(): Promise<void> {
    if (this.facts) rmSync(STACK_FILE, { force: true });
    this.facts = undefined;
    await this.supervisor.stop(SERVERS);
    await this.stopDocker?.();
  }

  private async startReceiver(): Promise<string> {
    const port = await this.ports.choose('demo-receiver', process.env);
    const env = { DEMO_RECEIVER_SECRETS: JSON.stringify(this.secrets.demo) };
    await this.supervisor.start(nodePlan('demo-receiver', entryPoint.demoReceiver, port, env));
    return `http://127.0.0.1:${port}`;
  }

  private async startApps(env: NodeJS.ProcessEnv): Promise<Facts['urls']> {
    const ports = new Map<AppName, number>();
    for (const name of APPS) ports.set(name, await this.ports.choose(name, process.env));
    const url = (name: AppName) => `http://127.0.0.1:${ports.get(name)}`;
    await Promise.all(
      APPS.map((name) => {
        const CAREHOOK_ADMIN_KEY = name === 'subscription-api' ? this.secrets.adminKey : undefined;
        return this.supervisor.start(appPlan(name, ports.get(name) ?? 0, { ...env, CAREHOOK_ADMIN_KEY }));
      }),
    );
    return { api: url('subscription-api'), ingest: url('event-ingest') };
  }

  private writeFacts(): void {
    if (!this.facts) return;
    const facts: StackFacts = { ...this.facts, processes: this.supervisor.processes() };
    writeJsonFile(STACK_FILE, facts);
  }
}

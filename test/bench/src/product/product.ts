import { randomBytes } from 'node:crypto';
import kafkajs from 'kafkajs';
import { Client, Pool } from 'pg';
import { APPS, type AppName, type RunningApp, startApp } from '../../../../tools/local-stack/src/carehook-app.js';
import type { CarehookServers } from '../../../../tools/local-stack/src/carehook-servers.js';
import type { IngestTarget, KafkaTarget } from '../load/load.calls.js';

export interface ProductOptions {
  /** All four unless given. */
  readonly apps?: readonly AppName[];
  /** On top of what every app gets. */
  readonly env?: NodeJS.ProcessEnv;
}

/** An API refused what a scenario needs. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly path: string,
    readonly status: number,
    answer: string,
  ) {
    super(`${path} answered ${status}: ${answer}`);
  }
}

/** A built Carehook with a database and topics of its own, on servers that outlive it. */
export class Product {
  private readonly apps = new Map<AppName, RunningApp>();
  readonly kafka: KafkaTarget;
  readonly database: Pool;
  readonly admin: kafkajs.Admin;

  private constructor(
    private readonly servers: CarehookServers,
    private readonly databaseName: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly logsDir: string,
  ) {
    this.kafka = { brokers: servers.brokers, topicPrefix: `${databaseName}.` };
    this.database = new Pool({ connectionString: env.DATABASE_URL, max: 2 });
    // The server ends idle connections when the database is dropped.
    this.database.on('error', () => undefined);
    this.admin = new kafkajs.Kafka({
      clientId: 'bench-admin',
      brokers: servers.brokers,
      logLevel: kafkajs.logLevel.NOTHING,
    }).admin();
  }

  /** @throws ProcessNotReady with the end of an app's log */
  static async start(servers: CarehookServers, logsDir: string, options: ProductOptions = {}): Promise<Product> {
    const name = `bench_${randomBytes(4).toString('hex')}`;
    await onServer(servers.databaseUrl, `create database ${name}`);
    const databaseUrl = new URL(servers.databaseUrl);
    databaseUrl.pathname = `/${name}`;
    const env = {
      DATABASE_URL: databaseUrl.href,
      KAFKA_BROKERS: servers.brokers.join(','),
      KAFKA_TOPIC_PREFIX: `${name}.`,
      CAREHOOK_MASTER_KEY: randomBytes(32).toString('hex'),
      CAREHOOK_ADMIN_KEY: `chk_${randomBytes(32).toString('base64url')}`,
      DELIVERY_ALLOWED_NETWORKS: '127.0.0.0/8',
      ...options.env,
    };
    const product = new Product(servers, name, env, logsDir);
    try {
      await product.admin.connect();
      await Promise.all((options.apps ?? APPS).map((app) => product.startApp(app)));
      return product;
    } catch (error) {
      await product.stop();
      throw error;
    }
  }

  /** Starts one more app, or one that was stopped. */
  async startApp(name: AppName, env: NodeJS.ProcessEnv = {}): Promise<void> {
    this.apps.set(name, await startApp(name, { ...this.env, ...env }, { logsDir: this.logsDir }));
  }

  async stopApps(): Promise<void> {
    await Promise.all([...this.apps.values()].map(({ process }) => process.stop()));
    this.apps.clear();
  }

  /** The pid of each app that runs. */
  pids(): Map<string, number | undefined> {
    return new Map([...this.apps].map(([name, { process }]) => [name, process.pid]));
  }

  urlOf(name: AppName): string {
    return this.apps.get(name)?.url ?? '';
  }

  get ingest(): IngestTarget {
    return { url: this.urlOf('event-ingest'), key: this.env.CAREHOOK_ADMIN_KEY ?? '' };
  }

  /** Creates a webhook of the tenant `default` and returns its id. @throws Refused */
  async webhook(url: string, events: readonly string[]): Promise<string> {
    const path = '/v1/webhooks';
    const response = await fetch(this.urlOf('subscription-api') + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': this.ingest.key },
      body: JSON.stringify({ url, events }),
    });
    if (response.status !== 201) throw new Refused(path, response.status, await response.text());
    return ((await response.json()) as { id: string }).id;
  }

  /** Sum of a metric over its labels, those with `label` unless it is left out, as the app's `/metrics` shows it now. */
  async metric(app: AppName, name: string, label = ''): Promise<number> {
    const text = await (await fetch(`${this.urlOf(app)}/metrics`)).text();
    return text
      .split('\n')
      .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Records that stand in a topic, by the name that the product gives it. */
  async recordsIn(topic: string): Promise<number> {
    const partitions = await this.admin.fetchTopicOffsets(this.kafka.topicPrefix + topic);
    return partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  }

  /** Records of a topic that the recorder has written to PostgreSQL. */
  async recordedOf(topic: string): Promise<number> {
    const { rows } = await this.database.query<{ sum: string | null }>(
      'select sum(next_offset) from consumer_offsets where topic = $1',
      [this.kafka.topicPrefix + topic],
    );
    return Number(rows[0]?.sum ?? 0);
  }

  /** Stops the apps and drops the database and the topics. */
  async stop(): Promise<void> {
    await this.stopApps();
    const topics = await this.admin.listTopics().catch(() => []);
    const own = topics.filter((topic) => topic.startsWith(this.kafka.topicPrefix));
    if (own.length > 0) await this.admin.deleteTopics({ topics: own }).catch(() => undefined);
    await this.admin.disconnect();
    await this.database.end();
    await onServer(this.servers.databaseUrl, `drop database if exists ${this.databaseName} with (force)`);
  }
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

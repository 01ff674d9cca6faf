import { randomBytes } from 'node:crypto';
import { Client, Pool } from 'pg';
import { inject } from 'vitest';
import { type AppName, type RunningApp, startApp } from '../../tools/local-stack/src/carehook-app.js';

export interface CarehookOptions {
  /** Those that the test needs, started side by side. */
  readonly apps: readonly AppName[];
  /** On top of what every app gets. */
  readonly env?: NodeJS.ProcessEnv;
  /** On top of that, what one app gets alone. */
  readonly envOf?: Partial<Record<AppName, NodeJS.ProcessEnv>>;
  /** Whether an app that dies is started again, as in a real deployment; not so unless asked for. */
  readonly restarts?: boolean;
  /** Servers of the test's own, which it may break; else those that the run shares. */
  readonly servers?: { readonly brokers: readonly string[]; readonly databaseUrl: string };
  /** Of topics and groups; a fresh one unless given. */
  readonly topicPrefix?: string;
  /** The built repository whose apps they are: this one unless given. */
  readonly root?: string;
}

/** A running Carehook as tests see it from outside. */
export interface CarehookInUse {
  /** Of the apps that were asked for. @throws AppNotStarted */
  app(name: AppName): AppInUse;
  /** Key of tenant `default`'s operator. */
  readonly adminKey: string;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  readonly databaseUrl: string;
  readonly database: Pool;
  stop(): Promise<void>;
}

type AppInUse = Pick<RunningApp, 'url' | 'logFile'>;

/** A Carehook of a test file's own: built apps on free ports, with a fresh database and fresh topics. */
export interface Carehook extends CarehookInUse {
  app(name: AppName): RunningApp;
  /** What the apps were started with, for starting more of them. */
  readonly env: NodeJS.ProcessEnv;
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** The Carehook that the run shares. */
    carehook: {
      readonly apps: Readonly<Record<AppName, AppInUse>>;
      readonly adminKey: string;
      readonly topicPrefix: string;
      readonly databaseUrl: string;
    };
  }
}

/** The test asked for an app that it did not start. */
export class AppNotStarted extends Error {
  override readonly name = 'AppNotStarted';
  constructor(readonly app: AppName) {
    super(`${app} was not among the apps to start`);
  }
}

/** @throws ProcessNotReady with the end of an app's log */
export async function startCarehook(options: CarehookOptions): Promise<Carehook> {
  const { apps, env: extra = {}, envOf = {}, restarts = false, root } = options;
  const { brokers, databaseUrl: serverUrl } = options.servers ?? sharedServers();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const { topicPrefix = `${name}.` } = options;
  const databaseUrl = await createDatabase(name, serverUrl);
  const adminKey = `chk_${randomBytes(32).toString('base64url')}`;
  const env: NodeJS.ProcessEnv = {
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: topicPrefix,
    KAFKA_PARTITIONS: '2',
    CAREHOOK_MASTER_KEY: randomBytes(32).toString('hex'),
    CAREHOOK_ADMIN_KEY: adminKey,
    DELIVERY_ALLOWED_NETWORKS: '127.0.0.0/8,::1/128',
    LOG_LEVEL: 'info',
    ...extra,
  };
  const started = new Map<AppName, RunningApp>();
  const database = new Pool({ connectionString: databaseUrl, max: 2 });
  // The server ends idle connections when the database is dropped.
  database.on('error', () => undefined);
  const stop = async () => {
    await Promise.all([...started.values()].map(({ process }) => process.stop()));
    await database.end();
    await onServer(serverUrl, `drop database if exists ${name} with (force)`);
  };
  const results = await Promise.allSettled(
    apps.map(async (app) =>
      started.set(
        app,
        await startApp(app, { ...env, ...envOf[app] }, { restarts, ...(root !== undefined && { root }) }),
      ),
    ),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  return {
    app: (app) => {
      const running = started.get(app);
      if (!running) throw new AppNotStarted(app);
      return running;
    },
    adminKey,
    brokers,
    topicPrefix,
    databaseUrl,
    database,
    env,
    stop,
  };
}

/**
 * The Carehook that the run shares, for test files that keep to tenants of their own, stop nothing and change no setting.
 * Its counters count for all of them. `stop` only leaves it.
 */
export function joinCarehook(): CarehookInUse {
  const { apps, adminKey, topicPrefix, databaseUrl } = inject('carehook');
  const database = new Pool({ connectionString: databaseUrl, max: 2 });
  return {
    app: (name) => apps[name],
    adminKey,
    brokers: inject('brokers'),
    topicPrefix,
    databaseUrl,
    database,
    stop: () => database.end(),
  };
}

/** An empty database beside the one that the servers came with. Returns its URL. */
export async function createDatabase(name: string, serverUrl = sharedServers().databaseUrl): Promise<string> {
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function sharedServers() {
  return { brokers: inject('brokers'), databaseUrl: inject('databaseUrl') };
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

/** What an API answered; `body` is parsed JSON, or undefined where there was none. */
export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what it must be is what a test says about it
  readonly body: any;
  readonly text: string;
  readonly headers: Headers;
}

/** Calls one of Carehook's APIs with a key. Returns a function of method, path and JSON body. */
export function apiClient(baseUrl: string, key: string | undefined) {
  return async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        ...(key !== undefined && { 'x-api-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : undefined, text, headers: response.headers };
  };
}

export type ApiClient = ReturnType<typeof apiClient>;

/**
 * A new tenant with a client of its first admin, under another name where a test file beside this one has taken that one.
 * `operator` calls the subscription-api at `baseUrl`.
 */
export async function newTenant(baseUrl: string, operator: ApiClient, name: string, defaultDialect = 'standard') {
  const create = (tenant: string) => operator('POST', '/v1/tenants', { name: tenant, defaultDialect });
  let answer = await create(name);
  if (answer.status === 409) answer = await create(`${name} ${randomBytes(4).toString('hex')}`);
  const { status, body } = answer;
  if (status !== 201) throw new RangeError(`the tenant ${name} was not created: ${status}`);
  return { id: body.id as string, key: body.adminKey as string, admin: apiClient(baseUrl, body.adminKey as string) };
}

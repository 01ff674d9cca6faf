import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryPoint } from './layout.paths.js';
import { PortChooser } from './ports.js';
import type { ProcessPlan } from './processes/process.plan.js';
import { SupervisedProcess } from './processes/supervised.process.js';
import { silentReporter } from './reporter.js';

/** The four apps, in the order in which the stack lists them. */
export const APPS = ['subscription-api', 'event-ingest', 'filter-router', 'delivery-worker'] as const;
export type AppName = (typeof APPS)[number];

/** How a Node process of ours with `GET /health/ready` is run on a port of 127.0.0.1. */
export function nodePlan(name: string, entry: string, port: number, env: NodeJS.ProcessEnv): ProcessPlan {
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', entry],
    env: { ...env, HOST: '127.0.0.1', PORT: String(port) },
    marker: entry,
    stopSignal: 'SIGTERM',
    graceMs: 15_000,
    readyTimeoutMs: 60_000,
    isReady: () => answersReady(port),
  };
}

export function appPlan(name: AppName, port: number, env: NodeJS.ProcessEnv, root?: string): ProcessPlan {
  return nodePlan(name, entryPoint.app(name, root), port, env);
}

export interface StartAppOptions {
  /** Any free port unless given. */
  readonly port?: number;
  /** Where `NAME-PORT.log` goes; a new temporary folder unless given. */
  readonly logsDir?: string;
  /** Whether it is started again when it dies; not so unless asked for. */
  readonly restarts?: boolean;
  /** The built repository that it is of: this one unless given. */
  readonly root?: string;
}

/** A process of one app: `stop`, `kill9`, `down`, `up`, `restart`, `ready` and `pid` as of any supervised process. */
export interface RunningApp {
  readonly process: SupervisedProcess;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly logFile: string;
}

/**
 * Starts one built app on top of this process's environment and waits until it is ready. A variable given as
 * `undefined` is taken away.
 * @throws ProcessNotReady with the end of its log
 */
export async function startApp(
  name: AppName,
  env: NodeJS.ProcessEnv,
  options: StartAppOptions = {},
): Promise<RunningApp> {
  const port = options.port ?? (await new PortChooser(silentReporter).any());
  const logsDir = options.logsDir ?? mkdtempSync(join(tmpdir(), 'carehook-logs-'));
  const logFile = join(logsDir, `${name}-${port}.log`);
  const app = new SupervisedProcess(appPlan(name, port, env, options.root), {
    logFile,
    reporter: silentReporter,
    restarts: options.restarts ?? false,
  });
  try {
    await app.start();
  } catch (error) {
    await app.down();
    throw error;
  }
  return { process: app, url: `http://127.0.0.1:${port}`, logFile };
}

async function answersReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(3_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

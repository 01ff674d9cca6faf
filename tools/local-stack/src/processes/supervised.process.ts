import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reporter } from '../reporter.js';
import { killWithThisProcess } from './last-resort.kill.js';
import { logTail, rotateLog } from './process.log.js';
import { ProcessNotReady, type ProcessPlan, ProcessStopped } from './process.plan.js';
import { signalGroup } from './process-group.signal.js';
import { RestartBackoff } from './restart.backoff.js';

const READY_POLL_MS = 50;
const HOPELESS_AFTER_DEATHS = 5;

export interface SupervisionOptions {
  readonly logFile: string;
  readonly reporter: Reporter;
  /** Whether it is started again when it dies. */
  readonly restarts: boolean;
  /** Called after every start with the new pid in place. */
  readonly onStarted?: (process: SupervisedProcess) => void;
}

/** One process in a group of its own, with its output in a file, started again within two seconds when it dies. */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private lastPid: number | undefined;
  private wanted = false;
  private startedAtMs = 0;
  private wasReady = false;
  private respawn: NodeJS.Timeout | undefined;
  private readonly backoff = new RestartBackoff();

  constructor(
    readonly plan: ProcessPlan,
    private readonly options: SupervisionOptions,
  ) {
    rotateLog(options.logFile);
  }

  get name(): string {
    return this.plan.name;
  }

  /** The running process's pid; between a death and the restart, the dead one's. */
  get pid(): number | undefined {
    return this.child?.pid ?? this.lastPid;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /** Starts it and waits until it is ready. @throws ProcessNotReady, ProcessStopped */
  async start(): Promise<void> {
    this.wanted = true;
    this.backoff.reset();
    if (!this.child) await this.launch();
    await this.ready();
  }

  /** @throws ProcessNotReady after the plan's time or five deaths in a row, ProcessStopped */
  async ready(): Promise<void> {
    const deadlineMs = Date.now() + this.plan.readyTimeoutMs;
    for (;;) {
      if (!this.wanted) throw new ProcessStopped(this.name);
      const { child } = this;
      if (child && (await this.plan.isReady()) && child === this.child) break;
      if (!child && !this.options.restarts && !this.respawn) throw this.notReady('ended at once');
      if (this.backoff.failures >= HOPELESS_AFTER_DEATHS) throw this.notReady('ends again and again');
      if (Date.now() > deadlineMs) throw this.notReady(`was not ready after ${this.plan.readyTimeoutMs / 1_000} s`);
      await sleep(READY_POLL_MS);
    }
    this.wasReady = true;
  }

  /** Stops it in order, or by SIGKILL after its grace time. It stays down until `start`. */
  async stop(): Promise<void> {
    await this.end(this.plan.stopSignal);
  }

  /** Kills it with SIGKILL as a crash would; supervision starts it again. Resolves when it is dead. */
  async kill9(): Promise<void> {
    const { child } = this;
    if (!child?.pid) return;
    signalGroup(child.pid, 'SIGKILL');
    await this.exitOf(child);
  }

  /** Kills it with SIGKILL; it stays down until `start`. */
  async down(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** The same as `start`, as the counterpart of `down`. */
  async up(): Promise<void> {
    await this.start();
  }

  /** Stops it in order and starts it again, ready when this resolves. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.wanted = false;
    this.wasReady = false;
    clearTimeout(this.respawn);
    this.respawn = undefined;
    const { child } = this;
    if (!child?.pid) return;
    const exited = this.exitOf(child);
    signalGroup(child.pid, signal);
    const grace = new AbortController();
    const overdue = sleep(this.plan.graceMs, 'overdue', { signal: grace.signal }).catch(() => undefined);
    if ((await Promise.race([exited, overdue])) === 'overdue') signalGroup(child.pid, 'SIGKILL');
    await exited;
    grace.abort();
  }

  private async exitOf(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  private async launch(): Promise<void> {
    this.respawn = undefined;
    await this.plan.prepare?.();
    if (!this.wanted || this.child) return;
    const { command, args, cwd, uid, gid, env } = this.plan;
    const log = openSync(this.options.logFile, 'a');
    const child = spawn(command, args, {
      cwd,
      uid,
      gid,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    this.startedAtMs = Date.now();
    child.once('error', (error) => this.ended(child, error.message));
    child.once('exit', (code, signal) => this.ended(child, signal ?? `exit code ${code}`));
    if (!child.pid) return;
    this.lastPid = child.pid;
    killWithThisProcess(child);
    this.options.onStarted?.(this);
  }

  private ended(child: ChildProcess, how: string): void {
    if (this.child !== child) return;
    this.child = undefined;
    if (!this.wanted) return;
    const waitMs = this.backoff.nextWaitMs(Date.now() - this.startedAtMs);
    if (this.wasReady) {
      this.options.reporter.say(`${this.name} ended (${how})${this.options.restarts ? '; starting it again' : ''}`);
      if (this.options.restarts) void this.announceReturn();
    }
    this.wasReady = false;
    if (this.options.restarts) this.scheduleLaunch(waitMs);
  }

  private scheduleLaunch(waitMs: number): void {
    this.respawn = setTimeout(() => {
      this.launch().catch((error: unknown) => {
        this.options.reporter.say(`${this.name} could not be started: ${String(error)}`);
        if (this.wanted) this.scheduleLaunch(this.backoff.nextWaitMs(0));
      });
    }, waitMs);
  }

  private async announceReturn(): Promise<void> {
    try {
      await this.ready();
      this.options.reporter.say(`${this.name} is back, as process ${this.pid}`);
    } catch (error) {
      if (!(error instanceof ProcessStopped)) this.options.reporter.say(String(error));
    }
  }

  private notReady(reason: string): ProcessNotReady {
    return new ProcessNotReady(this.name, reason, this.options.logFile, logTail(this.options.logFile));
  }
}

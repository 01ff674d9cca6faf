/** How one process is started, known to be useful, and stopped. */
export interface ProcessPlan {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** A part of the command line that no process but ours has: an absolute path. */
  readonly marker: string;
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** From the stop signal to SIGKILL. */
  readonly graceMs: number;
  readonly readyTimeoutMs: number;
  /** Runs before every start, restarts included. */
  readonly prepare?: () => Promise<void>;
  /** Whether it does its job now; false while it does not. */
  readonly isReady: () => Promise<boolean>;
}

/** A process that did not become ready, with the end of its log. */
export class ProcessNotReady extends Error {
  override readonly name = 'ProcessNotReady';
  constructor(
    readonly process: string,
    readonly reason: string,
    readonly logFile: string,
    readonly logTail: string,
  ) {
    super(`${process} ${reason}; see ${logFile}${logTail ? `, which ends with:\n${logTail}` : ''}`);
  }
}

/** A process was stopped while somebody waited for it. */
export class ProcessStopped extends Error {
  override readonly name = 'ProcessStopped';
  constructor(readonly process: string) {
    super(`${process} was stopped`);
  }
}

/** Something only a process of ours can do was asked of a server that somebody else runs. */
export class ServerNotOurs extends Error {
  override readonly name = 'ServerNotOurs';
  constructor(readonly server: string) {
    super(`${server} is not run by the local stack, which can neither kill nor restart it`);
  }
}

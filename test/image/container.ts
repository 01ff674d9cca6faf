import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './dockerfile.js';
import { lastOf, variablesOf } from './dockerfile.js';

/** As the image and the manifests have it. Where this process may not become somebody else, it runs as itself. */
const USER = 10_001;
const isRoot = process.getuid?.() === 0;
/** `node` of another release than the tests': a path. */
const NODE = process.env.IMAGE_NODE ?? process.execPath;

export interface ContainerOptions {
  readonly stages: ReadonlyMap<string, Stage>;
  readonly stage: string;
  /** Its working folder. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** In the place of CMD. */
  readonly args?: readonly string[];
  readonly logFile: string;
}

/** A process that is started as the container of an image would be: its command, its variables and nothing else, another user. */
export class Container {
  private readonly process: ChildProcess;
  readonly env: Readonly<Record<string, string>>;

  constructor(private readonly options: ContainerOptions) {
    const { stages, stage } = options;
    this.env = { ...variablesOf(stages, stage), ...options.env };
    const command = [
      ...listed(lastOf(stages, stage, 'ENTRYPOINT')),
      ...(options.args ?? listed(lastOf(stages, stage, 'CMD'))),
    ];
    this.process = this.spawn(command, openSync(options.logFile, 'a'));
  }

  /** The exit code, once it has ended. */
  async ended(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    return this.process.exitCode;
  }

  /** The exit code of the image's HEALTHCHECK. */
  async health(): Promise<number | null> {
    const check = lastOf(this.options.stages, this.options.stage, 'HEALTHCHECK') ?? '';
    const probe = this.spawn(listed(check.slice(check.indexOf('CMD ') + 4)), 'ignore');
    const [code] = (await once(probe, 'exit')) as [number | null];
    return code;
  }

  get url(): string {
    return `http://127.0.0.1:${this.env.PORT}`;
  }

  stop(): Promise<number | null> {
    this.process.kill('SIGTERM');
    return this.ended();
  }

  private spawn([command, ...args]: readonly string[], output: number | 'ignore'): ChildProcess {
    return spawn(command === 'node' ? NODE : join(command ?? ''), args, {
      cwd: this.options.root,
      env: this.env,
      stdio: ['ignore', output, output],
      ...(isRoot && { uid: USER, gid: USER }),
    });
  }
}

/** `["node", "-e", "…"]` */
function listed(text = '[]'): string[] {
  return JSON.parse(text) as string[];
}

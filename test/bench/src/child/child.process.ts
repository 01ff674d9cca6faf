import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { killWithThisProcess } from '../../../../tools/local-stack/src/processes/last-resort.kill.js';
import type { Answer, Calls, Question } from './child.calls.js';

/** A child process refused a call, or ended before it answered. */
export class ChildFailed extends Error {
  override readonly name = 'ChildFailed';
  constructor(
    readonly child: string,
    reason: string,
  ) {
    super(`${child}: ${reason}`);
  }
}

interface WaitingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A Node process of the benchmark's own that is called like an object. Typed arrays cross unharmed. */
export class ChildCaller<C extends Calls<C>> {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, WaitingCall>();
  private calls = 0;
  private ended: string | undefined;

  constructor(
    readonly name: string,
    entry: string,
  ) {
    this.child = fork(entry, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    killWithThisProcess(this.child);
    this.child.on('message', (answer: Answer) => this.settle(answer));
    this.child.once('error', (error) => this.end(error.message));
    this.child.once('exit', (code, signal) => this.end(`ended (${signal ?? `exit code ${code}`})`));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** @throws ChildFailed */
  call<Name extends keyof C & string>(name: Name, argument: C[Name]['argument']): Promise<C[Name]['result']> {
    if (this.ended) return Promise.reject(new ChildFailed(this.name, this.ended));
    return new Promise<unknown>((resolve, reject) => {
      const id = this.calls++;
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, name, argument } satisfies Question);
    });
  }

  async stop(): Promise<void> {
    if (this.ended) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  private settle(answer: Answer): void {
    const call = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if ('error' in answer) call?.reject(new ChildFailed(this.name, answer.error));
    else call?.resolve(answer.result);
  }

  private end(how: string): void {
    this.ended = how;
    for (const { reject } of this.waiting.values()) reject(new ChildFailed(this.name, how));
    this.waiting.clear();
  }
}

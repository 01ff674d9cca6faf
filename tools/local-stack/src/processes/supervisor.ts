import { join } from 'node:path';
import type { Reporter } from '../reporter.js';
import { type ProcessPlan, ProcessStopped } from './process.plan.js';
import { RunLedger } from './run.ledger.js';
import { SupervisedProcess } from './supervised.process.js';

export interface SupervisorOptions {
  readonly dataDir: string;
  readonly reporter: Reporter;
  /** Called whenever a process was started or started again. */
  readonly onChange?: () => void;
}

/** The processes of one data folder: started by name, recorded in `run.json`, logged to `logs/NAME.log`. */
export class Supervisor {
  private readonly supervised: SupervisedProcess[] = [];
  private readonly ledger: RunLedger;
  private stopping = false;
  private owns = false;

  constructor(private readonly options: SupervisorOptions) {
    this.ledger = new RunLedger(join(options.dataDir, 'run.json'));
  }

  /** Ends what an earlier run left behind and takes the data folder over. @throws AlreadyRunning */
  async takeOver(): Promise<void> {
    await this.ledger.endOrphans(this.options.reporter);
    this.ledger.write([]);
    this.owns = true;
  }

  /** Starts a process and waits until it is ready. @throws ProcessNotReady, ProcessStopped */
  async start(plan: ProcessPlan): Promise<SupervisedProcess> {
    if (this.stopping) throw new ProcessStopped(plan.name);
    const process = new SupervisedProcess(plan, {
      logFile: join(this.options.dataDir, 'logs', `${plan.name}.log`),
      reporter: this.options.reporter,
      restarts: true,
      onStarted: () => this.changed(),
    });
    this.supervised.push(process);
    await process.start();
    return process;
  }

  /** Names and pids of what has been started, in that order. */
  processes(): { name: string; pid: number }[] {
    return this.supervised.flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }]));
  }

  /** Stops the named processes side by side. */
  async stopThese(names: readonly string[]): Promise<void> {
    await Promise.all(this.supervised.filter(({ name }) => names.includes(name)).map((process) => process.stop()));
  }

  /** Stops everything: first what is not named, side by side, then the named ones, one after the other. */
  async stop(last: readonly string[]): Promise<void> {
    this.stopping = true;
    await this.stopThese(this.supervised.map(({ name }) => name).filter((name) => !last.includes(name)));
    for (const name of last) await this.stopThese([name]);
    if (this.owns) this.ledger.remove();
  }

  private changed(): void {
    if (this.owns)
      this.ledger.write(
        this.supervised.flatMap(({ pid, isRunning, plan: { name, marker, stopSignal } }) =>
          pid === undefined || !isRunning ? [] : [{ name, pid, marker, stopSignal }],
        ),
      );
    this.options.onChange?.();
  }
}

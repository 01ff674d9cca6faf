import { rmSync } from 'node:fs';
import { readJsonFile, writeJsonFile } from '../json.file.js';
import type { Reporter } from '../reporter.js';
import { commandLineOf } from './command.run.js';
import { signalGroup, waitUntilGone } from './process-group.signal.js';

interface LedgerEntry {
  readonly name: string;
  readonly pid: number;
  readonly marker: string;
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
}

interface Ledger {
  readonly owner: { readonly pid: number; readonly commandLine: string };
  readonly processes: readonly LedgerEntry[];
}

/** Another stack runs on the same data folder. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
  constructor(
    readonly pid: number,
    readonly ledgerFile: string,
  ) {
    super(`the local stack is already running, as process ${pid}; stop that one first`);
  }
}

/**
 * Who runs which processes on a data folder (`run.json`), so that the next start finds what a killed one left behind.
 * A pid counts only while its command line is the recorded one: the system gives pids anew.
 */
export class RunLedger {
  constructor(private readonly file: string) {}

  write(processes: readonly LedgerEntry[]): void {
    const owner = { pid: process.pid, commandLine: commandLineOf(process.pid) ?? '' };
    writeJsonFile(this.file, { owner, processes } satisfies Ledger);
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }

  /** Whether the process that wrote the ledger still runs. */
  ownerPid(): number | undefined {
    const owner = readJsonFile<Ledger>(this.file)?.owner;
    if (!owner || owner.pid === process.pid || commandLineOf(owner.pid) !== owner.commandLine) return undefined;
    return owner.pid;
  }

  /** Ends what an earlier, killed run left running. @throws AlreadyRunning where that run is alive */
  async endOrphans(reporter: Reporter): Promise<void> {
    const ownerPid = this.ownerPid();
    if (ownerPid !== undefined) throw new AlreadyRunning(ownerPid, this.file);
    const orphans = (readJsonFile<Ledger>(this.file)?.processes ?? []).filter(isOurs);
    if (orphans.length > 0) {
      reporter.say(`ending what an earlier run left behind: ${orphans.map(({ name }) => name).join(', ')}`);
      await Promise.all(orphans.map(endOrphan));
    }
    this.remove();
  }
}

function isOurs({ pid, marker }: LedgerEntry): boolean {
  return commandLineOf(pid)?.includes(marker) ?? false;
}

async function endOrphan(orphan: LedgerEntry): Promise<void> {
  signalGroup(orphan.pid, orphan.stopSignal);
  if (await waitUntilGone(() => !isOurs(orphan), 5_000)) return;
  signalGroup(orphan.pid, 'SIGKILL');
  await waitUntilGone(() => !isOurs(orphan), 5_000);
}

import type { ChildProcess } from 'node:child_process';
import { signalGroup } from './process-group.signal.js';

const running = new Set<ChildProcess>();
let listening = false;

/** Whatever ends this process without stopping its children first (an exception, `process.exit`) kills them. */
export function killWithThisProcess(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (listening) return;
  listening = true;
  process.once('exit', killAll);
}

/** Kills every child that still runs, at once. */
export function killAll(): void {
  for (const { pid } of running) if (pid) signalGroup(pid, 'SIGKILL');
}

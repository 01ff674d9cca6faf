import { setTimeout as sleep } from 'node:timers/promises';

/** Signals a process and what it started: children lead groups of their own. One that is gone is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Polls until `isGone`, for at most `timeoutMs`; says whether it is. */
export async function waitUntilGone(isGone: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + timeoutMs;
  while (!isGone()) {
    if (Date.now() >= deadlineMs) return false;
    await sleep(25);
  }
  return true;
}

import { readdirSync, readFileSync } from 'node:fs';

/** Whether processes can be frozen with all that they started: by what Linux shows of them. */
export const CAN_FREEZE = process.platform === 'linux';

/** Stops a process and its children where they stand (SIGSTOP): their sockets stay open and answer nothing. Returns what thaws them. */
export function freeze(pid: number): () => void {
  const all = [pid, ...childrenOf(pid)];
  for (const each of all) process.kill(each, 'SIGSTOP');
  return () => {
    for (const each of all) process.kill(each, 'SIGCONT');
  };
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

/** The second field after the command's name, which stands in brackets; see proc_pid_stat(5). */
function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

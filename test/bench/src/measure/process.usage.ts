import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What one process, or a family of them, has used up so far. */
export interface ProcessUsage {
  readonly cpuMs: number;
  /** Bytes handed to storage (`write_bytes` of /proc/PID/io); `undefined` where that may not be read. */
  readonly writtenBytes: number | undefined;
  readonly rssBytes: number;
}

/** Whether this system says what its processes use: only Linux does, in /proc. */
export const HAS_USAGE = process.platform === 'linux';

const PAGE_BYTES = HAS_USAGE ? Number(execFileSync('getconf', ['PAGESIZE'])) : 0;
const TICK_MS = HAS_USAGE ? 1_000 / Number(execFileSync('getconf', ['CLK_TCK'])) : 0;

/**
 * Usage of a process, with that of its children where it is a family: PostgreSQL's work is done by them. `undefined`
 * where it is gone, or the system does not tell.
 */
export function usageOf(pid: number, isFamily = false): ProcessUsage | undefined {
  const root = HAS_USAGE ? statOf(pid) : undefined;
  if (!root) return undefined;
  const children = isFamily ? childrenOf(pid).flatMap((child) => statOf(child) ?? []) : [];
  const members = [root, ...children];
  // Children that have ended are in their parent's account.
  const endedCpuMs = isFamily ? root.endedChildrenCpuMs : 0;
  const written = members.map(({ pid: member }) => writtenBytesOf(member));
  return {
    cpuMs: endedCpuMs + members.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    writtenBytes: written.includes(undefined)
      ? undefined
      : written.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    rssBytes: isFamily
      ? members.reduce((sum, { pid: member }) => sum + proportionalBytesOf(member), 0)
      : residentBytesOf(pid),
  };
}

/**
 * Pss of /proc/PID/smaps_rollup (proc_pid_smaps(5)): a page that several processes map is shared out among them, so that a family's sum counts it
 * once. Each of PostgreSQL's processes maps only those of its buffers that it has used: the largest is not what is in memory.
 */
function proportionalBytesOf(pid: number): number {
  try {
    const [, kiB = 0] = /^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')) ?? [];
    return Number(kiB) * 1024;
  } catch {
    return 0;
  }
}

/** /proc/PID/statm (proc_pid_statm(5)). */
function residentBytesOf(pid: number): number {
  try {
    const [, residentPages = 0] = readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ').map(Number);
    return residentPages * PAGE_BYTES;
  } catch {
    return 0;
  }
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
  readonly endedChildrenCpuMs: number;
}

/** /proc/PID/stat (proc_pid_stat(5)): the fields after the name, which is in parentheses and may hold blanks. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    // `state` is field 3 there and the first one here.
    const field = (number: number) => fields[number - 3] ?? 0;
    return {
      pid,
      parent: field(4),
      cpuMs: (field(14) + field(15)) * TICK_MS,
      endedChildrenCpuMs: (field(16) + field(17)) * TICK_MS,
    };
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 0 && statOf(candidate)?.parent === pid);
}

function writtenBytesOf(pid: number): number | undefined {
  try {
    return Number(/^write_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1'))?.[1]);
  } catch {
    return undefined;
  }
}

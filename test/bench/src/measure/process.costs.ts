import type { ProcessUsage } from './process.usage.js';

/** What a measurement cost one process, per event; `rssMiB` is what it held in the end. */
export interface ProcessCost {
  readonly cpuUs: number;
  readonly writtenBytes?: number;
  readonly rssMiB: number;
}

export type Usages = ReadonlyMap<string, ProcessUsage>;
export type Costs = Readonly<Record<string, ProcessCost>>;

/** What each process that runs in both used in between, over `events`. */
export function costsBetween(before: Usages, after: Usages, events: number): Costs {
  const costs: Record<string, ProcessCost> = {};
  for (const [name, end] of after) {
    const start = before.get(name);
    if (!start) continue;
    costs[name] = {
      cpuUs: ((end.cpuMs - start.cpuMs) * 1_000) / events,
      ...(end.writtenBytes !== undefined &&
        start.writtenBytes !== undefined && { writtenBytes: (end.writtenBytes - start.writtenBytes) / events }),
      rssMiB: end.rssBytes / 1024 ** 2,
    };
  }
  return costs;
}

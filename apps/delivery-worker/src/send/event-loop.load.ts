import { type EventLoopUtilization, performance } from 'node:perf_hooks';

/** Of the time that passed. What the process waits for a core counts as busy. */
const SATURATED = 0.9;

/** How busy this process is. */
export class EventLoopLoad {
  private last: EventLoopUtilization = performance.eventLoopUtilization();

  /** Whether it was busy nearly all of the time since the last call. */
  isSaturated(): boolean {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.last);
    this.last = now;
    return utilization >= SATURATED;
  }
}

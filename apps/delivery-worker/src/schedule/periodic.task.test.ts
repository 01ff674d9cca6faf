import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createLogger } from '#telemetry';
import { PeriodicTask } from './periodic.task.js';

/** Each run ends when the test says so. */
class Task extends PeriodicTask {
  readonly runs: { end(): void; fail(): void }[] = [];

  constructor(atOnce: boolean) {
    super(createLogger('test', 'silent'), { everyMs: 1_000, atOnce, whenItFails: 'is done again' });
  }

  protected run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.runs.push({ end: resolve, fail: () => reject(new Error('no')) });
    });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('runs every so often, one at a time, and again after it failed', async () => {
  const task = new Task(false);
  task.onApplicationBootstrap();
  expect(task.runs).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(task.runs).toHaveLength(1);
  task.runs[0]?.fail();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(task.runs).toHaveLength(2);
});

it('runs at the start where that is wanted', () => {
  const task = new Task(true);
  task.onApplicationBootstrap();
  expect(task.runs).toHaveLength(1);
});

it('waits at a stop for the run that is under way, and begins none', async () => {
  const task = new Task(true);
  task.onApplicationBootstrap();
  let stopped = false;
  void task.beforeApplicationShutdown().then(() => {
    stopped = true;
  });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stopped).toBe(false);
  task.runs[0]?.end();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(stopped).toBe(true);
  expect(task.runs).toHaveLength(1);
});

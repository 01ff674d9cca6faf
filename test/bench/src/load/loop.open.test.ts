import { expect, it } from 'vitest';
import { nowMs } from '../clock.js';
import { dueAtMs, dueBy, openLoop, type Schedule } from './loop.open.js';

const SCHEDULE: Schedule = { startMs: 1_000, perSecond: 300, count: 900 };

it('has nothing due before the start, the first call at the start, and all of them in the end', () => {
  expect(dueBy(SCHEDULE, 999.9)).toBe(0);
  expect(dueBy(SCHEDULE, 1_000)).toBe(1);
  expect(dueBy(SCHEDULE, 1_000 + 3_000)).toBe(900);
  expect(dueBy(SCHEDULE, 1_000_000)).toBe(900);
});

it('counts a call as due at the very moment that it names for it', () => {
  for (let index = 0; index < SCHEDULE.count; index += 1) {
    const atMs = dueAtMs(SCHEDULE, index);
    expect(dueBy(SCHEDULE, atMs)).toBe(index + 1);
    expect(dueBy(SCHEDULE, atMs - 0.01)).toBe(index);
  }
});

it('makes every call when it is due although none is ever answered in time', async () => {
  const schedule: Schedule = { startMs: nowMs(), perSecond: 1_000, count: 20 };
  const madeAtMs: number[] = [];
  const waiting: (() => void)[] = [];
  const loop = openLoop(schedule, (index) => {
    madeAtMs[index] = nowMs();
    return new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length === schedule.count) for (const answer of waiting) answer();
    });
  });
  await loop;
  madeAtMs.forEach((atMs, index) => expect(atMs).toBeGreaterThanOrEqual(dueAtMs(schedule, index) - 0.01));
});

it('stops and says so when a call fails', async () => {
  let calls = 0;
  const failing = openLoop({ startMs: nowMs(), perSecond: 100, count: 1_000 }, () => {
    calls += 1;
    return Promise.reject(new RangeError('refused'));
  });
  await expect(failing).rejects.toThrow('refused');
  expect(calls).toBeLessThan(1_000);
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeadlineWheel } from './deadline.wheel.js';

const TICK_MS = 50;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('DeadlineWheel', () => {
  it('is never early, and late by at most two ticks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ afterMs: fc.nat(200), delayMs: fc.nat(5_000) }), { minLength: 1, maxLength: 8 }),
        async (deadlines) => {
          const wheel = new DeadlineWheel();
          const passed: { dueMs: number; atMs: number }[] = [];
          for (const { afterMs, delayMs } of deadlines) {
            await vi.advanceTimersByTimeAsync(afterMs);
            const dueMs = performance.now() + delayMs;
            wheel.add(delayMs, () => passed.push({ dueMs, atMs: performance.now() }));
          }
          await vi.advanceTimersByTimeAsync(6_000);
          expect(passed).toHaveLength(deadlines.length);
          for (const { dueMs, atMs } of passed) {
            expect(atMs).toBeGreaterThanOrEqual(dueMs);
            expect(atMs).toBeLessThanOrEqual(dueMs + 2 * TICK_MS);
          }
        },
      ),
    );
  });

  it('carries the longest time-out that any dialect allows', async () => {
    const expire = vi.fn();
    new DeadlineWheel().add(300_000, expire);
    await vi.advanceTimersByTimeAsync(299_999);
    expect(expire).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(TICK_MS + 1);
    expect(expire).toHaveBeenCalledTimes(1);
  });

  it('does not call a deadline that was stopped, and keeps its neighbours', async () => {
    const wheel = new DeadlineWheel();
    const stopped = vi.fn();
    const kept = vi.fn();
    const stop = wheel.add(1_000, stopped);
    wheel.add(1_000, kept);
    stop();
    stop();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(stopped).not.toHaveBeenCalled();
    expect(kept).toHaveBeenCalledTimes(1);
  });

  it('goes on after a deadline that was stopped while it passed', async () => {
    const wheel = new DeadlineWheel();
    const stop = wheel.add(100, () => stop());
    await vi.advanceTimersByTimeAsync(1_000);
    const next = vi.fn();
    wheel.add(100, next);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(next).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keeps its time when the clock on the wall is put forward or back', async () => {
    const wheel = new DeadlineWheel();
    const expire = vi.fn();
    wheel.add(1_000, expire);
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(900);
    expect(expire).not.toHaveBeenCalled();
    vi.setSystemTime(Date.now() - 7_200_000);
    await vi.advanceTimersByTimeAsync(200);
    expect(expire).toHaveBeenCalledTimes(1);
  });

  it('needs no timer while there is no deadline', async () => {
    const wheel = new DeadlineWheel();
    expect(vi.getTimerCount()).toBe(0);
    const stop = wheel.add(60_000, () => undefined);
    expect(vi.getTimerCount()).toBe(1);
    stop();
    await vi.advanceTimersByTimeAsync(TICK_MS);
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TooLate, within } from './within.js';

describe('waiting within a time', () => {
  afterEach(() => vi.useRealTimers());

  it('gives what comes in time, and leaves no timer behind', async () => {
    vi.useFakeTimers();
    await expect(within(1_000, Promise.resolve('answer'))).resolves.toBe('answer');
    await expect(within(1_000, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails when time has run out, and takes what comes later, an error too, in silence', async () => {
    const late = sleep(30).then(() => Promise.reject(new Error('refused after all')));
    await expect(within(5, late)).rejects.toThrow(new TooLate(5));
    await expect(late).rejects.toThrow('refused after all');
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyQueue } from './key.queue.js';

interface Work {
  readonly key: string;
  end(next: number | 'again'): void;
}

/** A queue whose work the test ends. */
function queueOf(workers = 2) {
  const started: Work[] = [];
  const queue = new KeyQueue<string>({
    workers,
    work: (key) => new Promise((resolve) => started.push({ key, end: resolve })),
    firstBackoffMs: 1_000,
    longestBackoffMs: 4_000,
  });
  const end = async (index: number, next: number | 'again') => {
    started[index]?.end(next);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { queue, started, end, keys: () => started.map(({ key }) => key) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the queue', () => {
  it('works on a key once at a time, and once more where it was added meanwhile, however often', async () => {
    const { queue, end, keys } = queueOf();
    for (const key of ['a', 'a', 'a']) queue.add(key);
    expect(keys()).toEqual(['a']);
    await end(0, Number.POSITIVE_INFINITY);
    expect(keys()).toEqual(['a', 'a']);
    await end(1, Number.POSITIVE_INFINITY);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(keys()).toEqual(['a', 'a']);
  });

  it('works on as many keys at a time as it has workers', async () => {
    const { queue, end, keys } = queueOf();
    for (const key of ['a', 'b', 'c']) queue.add(key);
    expect(keys()).toEqual(['a', 'b']);
    await end(1, Number.POSITIVE_INFINITY);
    expect(keys()).toEqual(['a', 'b', 'c']);
  });

  it('comes back when a key is due, and later and later while it fails', async () => {
    const { queue, started, end } = queueOf();
    queue.add('a');
    for (const [index, waitMs] of [1_000, 2_000, 4_000, 4_000].entries()) {
      await end(index, 'again');
      await vi.advanceTimersByTimeAsync(waitMs - 1);
      expect(started).toHaveLength(index + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(started).toHaveLength(index + 2);
    }
    await end(4, 600_000);
    await vi.advanceTimersByTimeAsync(600_000);
    await end(5, 'again');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(started).toHaveLength(7);
  });

  it('does not wait for a key that is added, and forgets one that is gone', async () => {
    const { queue, end, keys } = queueOf();
    queue.add('a');
    await end(0, 600_000);
    queue.add('a');
    expect(keys()).toEqual(['a', 'a']);
    await end(1, 600_000);
    queue.forget('a');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(keys()).toEqual(['a', 'a']);
  });

  it('stops when what is worked on is done, and takes up nothing more', async () => {
    const { queue, end, keys } = queueOf(1);
    for (const key of ['a', 'b']) queue.add(key);
    const stopped = vi.fn();
    void queue.stop().then(stopped);
    await vi.advanceTimersByTimeAsync(0);
    expect(stopped).not.toHaveBeenCalled();
    await end(0, 'again');
    expect(stopped).toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(keys()).toEqual(['a']);
  });
});

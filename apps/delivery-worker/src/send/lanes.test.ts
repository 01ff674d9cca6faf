import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Deferral, Verdict } from './lane.js';
import { Lanes } from './lanes.js';

/** Lanes over endpoints that answer when, and what, the test says. Tasks are named `<lane>-<number>`. */
class Worker {
  readonly started: string[] = [];
  readonly deferred: Deferral<string>[] = [];
  private readonly underWay = new Map<string, (verdict: Verdict) => void>();
  readonly lanes: Lanes<string>;

  constructor(maxInFlight: number) {
    this.lanes = new Lanes<string>({
      maxInFlight,
      attempt: (task) => {
        this.started.push(task);
        return new Promise((resolve) => this.underWay.set(task, resolve));
      },
      defer: (deferrals) => this.deferred.push(...deferrals),
      now: Date.now,
    });
  }

  enqueue(lane: string, count: number, maxConcurrency = 64, first = 1): void {
    for (let n = first; n < first + count; n += 1) this.lanes.enqueue(lane, { maxConcurrency }, `${lane}-${n}`);
  }

  underWayOf(lane: string): string[] {
    return [...this.underWay.keys()].filter((task) => task.startsWith(`${lane}-`));
  }

  /** Ends what is under way in a lane, or the tasks named. */
  async answer(lane: string, verdict: Verdict, tasks = this.underWayOf(lane)): Promise<void> {
    for (const task of tasks) {
      this.underWay.get(task)?.(verdict);
      this.underWay.delete(task);
    }
    await vi.advanceTimersByTimeAsync(0);
  }

  /** Fails a lane's first attempt. */
  async spoil(lane: string): Promise<void> {
    this.enqueue(lane, 1, 64, 0);
    await this.answer(lane, 'failed');
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the lanes of a worker', () => {
  it('give the slots of those that hang before their first time-out back to the others, after two seconds', async () => {
    const worker = new Worker(16);
    worker.enqueue('hangs', 30);
    worker.enqueue('healthy', 30);
    expect(worker.underWayOf('hangs')).toHaveLength(16);
    expect(worker.underWayOf('healthy')).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(worker.underWayOf('healthy')).toHaveLength(12);
    expect(worker.lanes.inFlight).toBe(28);
  });

  it('start nothing while they are held, say when nothing is under way, and go on afterwards', async () => {
    const worker = new Worker(512);
    worker.enqueue('a', 2);
    let empty = false;
    void worker.lanes.hold().then(() => {
      empty = true;
    });
    worker.enqueue('b', 1);
    await worker.answer('a', 'succeeded', ['a-1']);
    expect(empty).toBe(false);
    await worker.answer('a', 'succeeded');
    expect(empty).toBe(true);
    expect(worker.started).toEqual(['a-1', 'a-2']);
    worker.lanes.release();
    expect(worker.started).toEqual(['a-1', 'a-2', 'b-1']);
  });

  it('start a task at once while there is room', () => {
    const worker = new Worker(512);
    worker.enqueue('a', 1);
    expect(worker.started).toEqual(['a-1']);
    expect(worker.lanes.inFlight).toBe(1);
  });

  it('start 16 of one lane, and one more with each success', async () => {
    const worker = new Worker(512);
    worker.enqueue('a', 100);
    expect(worker.started).toHaveLength(16);
    await worker.answer('a', 'succeeded', ['a-1']);
    expect(worker.underWayOf('a')).toHaveLength(17);
  });

  it('never have more under way than the worker may', async () => {
    const worker = new Worker(20);
    worker.enqueue('a', 30);
    worker.enqueue('b', 30);
    expect(worker.lanes.inFlight).toBe(20);
    await worker.answer('a', 'succeeded');
    expect(worker.lanes.inFlight).toBe(20);
    expect(worker.lanes.queued).toBe(60 - worker.started.length);
  });

  it('take turns when slots are scarce, however much one of them has waiting', async () => {
    const worker = new Worker(1);
    worker.enqueue('a', 5);
    worker.enqueue('b', 2);
    worker.enqueue('c', 2);
    for (let n = 0; n < 8; n += 1) await worker.answer('', 'succeeded', [worker.started.at(-1) ?? '']);
    expect(worker.started).toEqual(['a-1', 'a-2', 'b-1', 'c-1', 'a-3', 'b-2', 'c-2', 'a-4', 'a-5']);
  });

  it('keep one lane that is full from holding up another', () => {
    const worker = new Worker(512);
    worker.enqueue('hanging', 500);
    worker.enqueue('well', 1);
    expect(worker.started.at(-1)).toBe('well-1');
  });

  it('apply a webhook’s changed concurrency to a lane that is busy', async () => {
    const worker = new Worker(512);
    worker.enqueue('a', 30);
    worker.enqueue('a', 1, 2, 100);
    await worker.answer('a', 'succeeded');
    expect(worker.underWayOf('a')).toHaveLength(2);
  });

  it('forget a lane that has nothing to do, and stop their timer', async () => {
    const worker = new Worker(512);
    worker.enqueue('a', 1);
    await worker.answer('a', 'succeeded');
    await vi.advanceTimersByTimeAsync(250);
    expect(worker.lanes.count).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('deferral', () => {
  it('gives back what has waited a second in a lane at its own limit', async () => {
    const worker = new Worker(512);
    worker.enqueue('a', 20);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(worker.deferred).toEqual([]);
    await vi.advanceTimersByTimeAsync(250);
    expect(worker.deferred.map(({ task, code }) => `${task} ${code}`)).toEqual([
      'a-17 lane_full',
      'a-18 lane_full',
      'a-19 lane_full',
      'a-20 lane_full',
    ]);
    expect(worker.lanes.queued).toBe(0);
  });

  it('gives back nothing that waits because the whole worker is busy', async () => {
    const worker = new Worker(4);
    worker.enqueue('a', 10);
    worker.enqueue('b', 10);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(worker.deferred).toEqual([]);
    // One lane holds all four slots and is stalled: the other has three on top.
    expect(worker.lanes.queued).toBe(13);
  });
});

describe('an open breaker', () => {
  async function openBreaker(worker: Worker): Promise<void> {
    worker.enqueue('dead', 20);
    await worker.answer('dead', 'failed');
    await worker.answer('dead', 'failed');
    expect(worker.started).toHaveLength(20);
  }

  it('defers what comes, and probes with one task every 10 s', async () => {
    const worker = new Worker(512);
    await openBreaker(worker);
    worker.enqueue('dead', 3, 64, 100);
    expect(worker.started).toHaveLength(20);
    await vi.advanceTimersByTimeAsync(9_500);
    expect(worker.deferred.map(({ code }) => code)).toEqual(['lane_open', 'lane_open', 'lane_open']);
    expect(worker.started).toHaveLength(20);

    await vi.advanceTimersByTimeAsync(500);
    worker.enqueue('dead', 3, 64, 200);
    expect(worker.underWayOf('dead')).toEqual(['dead-200']);
    await worker.answer('dead', 'failed');
    await vi.advanceTimersByTimeAsync(9_000);
    worker.enqueue('dead', 3, 64, 300);
    expect(worker.underWayOf('dead')).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    worker.enqueue('dead', 1, 64, 400);
    expect(worker.underWayOf('dead')).toEqual(['dead-400']);
  });

  it('closes with the first probe that succeeds', async () => {
    const worker = new Worker(512);
    await openBreaker(worker);
    await vi.advanceTimersByTimeAsync(10_000);
    worker.enqueue('dead', 5, 64, 200);
    await worker.answer('dead', 'succeeded');
    expect(worker.underWayOf('dead')).toHaveLength(4);
  });
});

describe('failing lanes', () => {
  it('share at most a quarter of the slots, however many they are', async () => {
    const worker = new Worker(16);
    const failing = ['f1', 'f2', 'f3', 'f4', 'f5', 'f6'];
    for (const lane of failing) await worker.spoil(lane);
    for (const lane of failing) worker.enqueue(lane, 3);
    expect(worker.lanes.inFlight).toBe(4);

    worker.enqueue('well', 30);
    expect(worker.underWayOf('well')).toHaveLength(12);
  });

  it('get their task back after a second when others hold those slots', async () => {
    const worker = new Worker(4);
    await worker.spoil('f1');
    await worker.spoil('f2');
    worker.enqueue('f1', 1);
    worker.enqueue('f2', 1);
    expect(worker.underWayOf('f2')).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_250);
    expect(worker.deferred.map(({ task }) => task)).toEqual(['f2-1']);
  });

  it('get a turn while healthy lanes could fill every slot', async () => {
    const worker = new Worker(4);
    await worker.spoil('stumbled');
    worker.enqueue('busy', 200);
    worker.enqueue('stumbled', 1);
    for (let n = 0; n < 8; n += 1) {
      const [first] = worker.underWayOf('busy');
      await worker.answer('busy', 'succeeded', [first ?? '']);
    }
    expect(worker.started).toContain('stumbled-1');
  });

  it('are healthy again after one success', async () => {
    const worker = new Worker(16);
    await worker.spoil('a');
    worker.enqueue('a', 14);
    expect(worker.lanes.inFlight).toBe(4);
    await worker.answer('a', 'succeeded', ['a-1']);
    expect(worker.lanes.inFlight).toBe(13);
  });
});

describe('stopping', () => {
  it('starts nothing more and resolves when the last attempt has ended', async () => {
    const worker = new Worker(1);
    worker.enqueue('a', 2);
    let stopped = false;
    const stopping = worker.lanes.stop(25_000).then(() => {
      stopped = true;
    });
    worker.enqueue('a', 1, 64, 9);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stopped).toBe(false);
    await worker.answer('a', 'succeeded');
    await stopping;
    expect(worker.started).toEqual(['a-1']);
    expect(worker.deferred).toEqual([]);
  });

  it('resolves after the time of grace though an attempt hangs', async () => {
    const worker = new Worker(1);
    worker.enqueue('a', 1);
    const stopping = worker.lanes.stop(25_000);
    await vi.advanceTimersByTimeAsync(25_000);
    await expect(stopping).resolves.toBeUndefined();
  });

  it('resolves at once when nothing is under way', async () => {
    await expect(new Worker(1).lanes.stop(25_000)).resolves.toBeUndefined();
  });
});

it('tells how many lanes fail, and of how many the breaker is open', async () => {
  const worker = new Worker(64);
  worker.enqueue('well', 1);
  worker.enqueue('fails', 1);
  await worker.answer('fails', 'failed');
  for (let n = 0; n < 20; n += 1) {
    worker.enqueue('gone', 1, 64, n);
    await worker.answer('gone', 'failed');
  }
  expect(worker.lanes).toMatchObject({ failing: 2, openBreakers: 1 });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Lane, type Verdict } from './lane.js';
import { Lanes } from './lanes.js';

const NOW = 1_000_000;
const SETTINGS = { maxConcurrency: 64, batch: { maxEvents: 3, maxWaitMs: 500 } };
const ALONE = undefined;

describe('a lane with a batch', () => {
  const laneOf = (count: number, settings: object = {}): Lane<number> => {
    const lane = new Lane<number>({ ...SETTINGS, ...settings }, NOW);
    for (let task = 1; task <= count; task += 1) lane.enqueue(task, NOW, undefined, 1);
    return lane;
  };
  const startedBy = (lane: Lane<number>, nowMs = NOW): number[] => {
    const started = lane.canStart(nowMs) ? lane.start(nowMs) : undefined;
    return started ? [started.task, ...(started.companions ?? [])] : [];
  };

  it('starts what is full at once, and gathers the rest', () => {
    const lane = laneOf(4);
    expect(startedBy(lane)).toEqual([1, 2, 3]);
    expect(startedBy(lane)).toEqual([]);
    expect(lane.gathersForMs(NOW + 100)).toBe(400);
    expect(lane.inFlight).toBe(1);
  });

  it('starts what is not full when its oldest has waited long enough, and not before', () => {
    const lane = laneOf(1);
    lane.enqueue(2, NOW + 400, undefined, 1);
    expect(startedBy(lane, NOW + 499)).toEqual([]);
    expect(startedBy(lane, NOW + 500)).toEqual([1, 2]);
  });

  it('waits for nothing where it is told to wait 0 ms', () => {
    const lane = laneOf(2, { batch: { maxEvents: 3, maxWaitMs: 0 } });
    expect(startedBy(lane)).toEqual([1, 2]);
  });

  it('has no more than 1 MiB of data in one start', () => {
    const lane = laneOf(0, { batch: { maxEvents: 100, maxWaitMs: 500 } });
    for (let task = 1; task <= 40; task += 1) lane.enqueue(task, NOW, undefined, 64 * 1024);
    expect(startedBy(lane, NOW + 500)).toHaveLength(16);
    expect(startedBy(lane, NOW + 500)).toHaveLength(16);
    expect(startedBy(lane, NOW + 500)).toHaveLength(8);
  });

  it('starts a task that goes alone at once, past those that gather', () => {
    const lane = laneOf(1);
    lane.enqueue(2, NOW, undefined, ALONE);
    expect(startedBy(lane)).toEqual([2]);
    expect(startedBy(lane)).toEqual([]);
    lane.enqueue(3, NOW, undefined, 1);
    expect(startedBy(lane, NOW + 500)).toEqual([1, 3]);
  });

  it('ends a batch before a task that goes alone', () => {
    const lane = laneOf(1);
    lane.enqueue(2, NOW, undefined, ALONE);
    lane.enqueue(3, NOW, undefined, 1);
    expect([startedBy(lane), startedBy(lane), startedBy(lane)]).toEqual([[1], [2], []]);
  });

  it('counts a batch as one for its limit and its rate', () => {
    const limited = laneOf(9, { maxConcurrency: 2 });
    expect([startedBy(limited), startedBy(limited), startedBy(limited)]).toEqual([[1, 2, 3], [4, 5, 6], []]);
    const rated = laneOf(9, { rateLimit: 2 });
    expect([startedBy(rated), startedBy(rated), startedBy(rated)]).toEqual([[1, 2, 3], [4, 5, 6], []]);
  });

  it('counts a batch as one for its breaker', () => {
    const lane = laneOf(63);
    for (let n = 1; n <= 20; n += 1) {
      expect(startedBy(lane)).toHaveLength(3);
      lane.finish('failed', NOW, undefined, 3);
      expect(lane.isOpen).toBe(n === 20);
    }
  });

  it('puts off nothing that gathers, though its rate is low', () => {
    const lane = laneOf(2, { rateLimit: 1, batch: { maxEvents: 3, maxWaitMs: 5_000 } });
    expect(lane.takeOverdue(NOW + 6_000)).toEqual([]);
    expect(lane.takeOverdue(NOW + 6_001)).toHaveLength(2);
  });

  it('keeps at its limit what it can start within ten seconds, by deliveries', () => {
    const lane = laneOf(53, { maxConcurrency: 1 });
    startedBy(lane);
    lane.finish('succeeded', NOW + 1_400, undefined, 3);
    startedBy(lane, NOW + 1_400);
    expect(lane.takeOverdue(NOW + 2_000)).toHaveLength(53 - 6 - 30);
  });
});

describe('the lanes of a worker with batches', () => {
  const requests: string[][] = [];
  const answers: ((verdict: Verdict) => void)[] = [];
  const deferred: string[] = [];
  let lanes: Lanes<string>;

  beforeEach(() => {
    vi.useFakeTimers();
    requests.length = 0;
    answers.length = 0;
    deferred.length = 0;
    lanes = new Lanes<string>({
      maxInFlight: 512,
      attempt: (task, companions = []) => {
        requests.push([task, ...companions]);
        return new Promise((resolve) => answers.push(resolve));
      },
      defer: (deferrals) => deferred.push(...deferrals.map(({ task }) => task)),
      now: Date.now,
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const enqueue = (...tasks: string[]) => {
    for (const task of tasks) lanes.enqueue(task[0] as string, SETTINGS, task, undefined, 1);
  };

  it('send a full batch at once, in one slot', () => {
    enqueue('a1', 'a2', 'a3', 'a4');
    expect(requests).toEqual([['a1', 'a2', 'a3']]);
    expect(lanes.inFlight).toBe(1);
  });

  it('send one that is not full when its oldest has waited, at most 0.1 s late', async () => {
    enqueue('a1');
    await vi.advanceTimersByTimeAsync(300);
    enqueue('a2', 'b1');
    await vi.advanceTimersByTimeAsync(199);
    expect(requests).toEqual([]);
    await vi.advanceTimersByTimeAsync(101);
    expect(requests).toEqual([['a1', 'a2']]);
    await vi.advanceTimersByTimeAsync(300);
    expect(requests).toEqual([['a1', 'a2'], ['b1']]);
  });

  it('give each batch its own time', async () => {
    enqueue('a1', 'a2');
    await vi.advanceTimersByTimeAsync(310);
    enqueue('a3', 'a4');
    await vi.advanceTimersByTimeAsync(499);
    expect(requests).toEqual([['a1', 'a2', 'a3']]);
    await vi.advanceTimersByTimeAsync(101);
    expect(requests[1]).toEqual(['a4']);
  });

  it('wait for no fuller one while the worker is saturated', () => {
    enqueue('a1', 'a2', 'b1');
    lanes.hurry(true);
    expect(requests).toEqual([['a1', 'a2'], ['b1']]);
    enqueue('a3');
    expect(requests[2]).toEqual(['a3']);
    lanes.hurry(false);
    enqueue('a4');
    expect(requests).toHaveLength(3);
  });

  it('know the rate at which a lane flows by its deliveries', async () => {
    const settings = { ...SETTINGS, maxConcurrency: 1 };
    for (let n = 1; n <= 60; n += 1) lanes.enqueue('a', settings, `a${n}`, undefined, 1);
    await vi.advanceTimersByTimeAsync(1_300);
    answers[0]?.('succeeded');
    await vi.advanceTimersByTimeAsync(500);
    expect(requests).toHaveLength(2);
    expect(deferred).toHaveLength(60 - 6 - 30);
  });

  it('send nothing while they are held, and what has waited enough afterwards', async () => {
    enqueue('a1');
    void lanes.hold();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(requests).toEqual([]);
    lanes.release();
    expect(requests).toEqual([['a1']]);
  });

  it('leave what still gathers to whoever comes next when they stop', async () => {
    enqueue('a1');
    await lanes.stop(1_000);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(requests).toEqual([]);
  });

  it('have no timer left when there is nothing to do', async () => {
    enqueue('a1', 'a2', 'a3');
    answers[0]?.('succeeded');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(lanes.count).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

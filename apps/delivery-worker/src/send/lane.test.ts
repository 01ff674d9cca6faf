import { describe, expect, it } from 'vitest';
import { Lane, type Verdict } from './lane.js';

const NOW = 1_000_000;

function laneOf(count: number, maxConcurrency = 64): Lane<number> {
  const lane = new Lane<number>({ maxConcurrency }, NOW);
  fill(lane, count);
  return lane;
}

function fill(lane: Lane<number>, count: number, nowMs = NOW): void {
  for (let task = 1; task <= count; task += 1) lane.enqueue(task, nowMs);
}

/** Starts all that may start and says how many that were. */
function startAll(lane: Lane<number>, nowMs = NOW): number {
  let started = 0;
  for (; lane.canStart(nowMs); started += 1) lane.start(NOW);
  return started;
}

function finish(lane: Lane<number>, verdict: Verdict, times: number, nowMs = NOW): void {
  for (let n = 0; n < times; n += 1) lane.finish(verdict, nowMs);
}

/** A lane whose breaker has just opened, with nothing under way. */
function openLane(nowMs = NOW): Lane<number> {
  const lane = laneOf(20);
  for (let n = 0; n < 20; n += 1) {
    lane.start(NOW);
    lane.finish('failed', nowMs);
  }
  return lane;
}

describe('the limit of a lane', () => {
  it('starts at 16 tasks under way', () => {
    const lane = laneOf(100);
    expect(startAll(lane)).toBe(16);
    expect(lane.inFlight).toBe(16);
    expect(lane.queued).toBe(84);
  });

  it('is never above the webhook’s own', () => {
    const lane = laneOf(100, 3);
    expect(startAll(lane)).toBe(3);
    finish(lane, 'succeeded', 3);
    expect(startAll(lane)).toBe(3);
  });

  it('gains one with each success', () => {
    const lane = laneOf(100);
    startAll(lane);
    finish(lane, 'succeeded', 4);
    startAll(lane);
    expect(lane.inFlight).toBe(20);
  });

  it('halves when the endpoint is overloaded, and is never below one', () => {
    const lane = laneOf(100);
    startAll(lane);
    lane.finish('overloaded', NOW);
    finish(lane, 'refused', 15);
    expect(startAll(lane)).toBe(8);
    finish(lane, 'overloaded', 6);
    finish(lane, 'refused', 2);
    expect(startAll(lane)).toBe(1);
  });

  it('stays as it is after a failure or a refusal', () => {
    const lane = laneOf(100);
    startAll(lane);
    finish(lane, 'failed', 3);
    finish(lane, 'refused', 3);
    startAll(lane);
    expect(lane.inFlight).toBe(16);
  });

  it('follows a webhook whose own limit was changed while the lane is busy', () => {
    const lane = laneOf(100);
    startAll(lane);
    lane.adopt({ maxConcurrency: 2 }, NOW);
    finish(lane, 'succeeded', 16);
    expect(startAll(lane)).toBe(2);
    lane.adopt({ maxConcurrency: 64 }, NOW);
    finish(lane, 'succeeded', 2);
    expect(startAll(lane)).toBe(4);
  });

  it('starts tasks in the order in which they came', () => {
    const lane = laneOf(3);
    expect([lane.start(NOW)?.task, lane.start(NOW)?.task, lane.start(NOW)?.task, lane.start(NOW)?.task]).toEqual([
      1,
      2,
      3,
      undefined,
    ]);
    expect(lane.inFlight).toBe(3);
  });
});

describe('the breaker of a lane', () => {
  it('stays closed after 19 failures in a row and opens with the 20th', () => {
    const lane = laneOf(40);
    for (let n = 1; n <= 20; n += 1) {
      expect(lane.isOpen).toBe(false);
      expect(lane.canStart(NOW)).toBe(true);
      lane.start(NOW);
      lane.finish(n % 2 ? 'failed' : 'overloaded', NOW);
    }
    expect(lane.isOpen).toBe(true);
    expect(lane.canStart(NOW)).toBe(false);
  });

  it.each(['succeeded', 'refused'] as const)('counts anew after an attempt that %s', (verdict) => {
    const lane = laneOf(60);
    for (const each of [...Array<Verdict>(19).fill('failed'), verdict, ...Array<Verdict>(19).fill('failed')]) {
      lane.start(NOW);
      lane.finish(each, NOW);
    }
    expect(lane.isOpen).toBe(false);
  });

  it('lets a single probe through after 10 s, and none before', () => {
    const lane = openLane();
    fill(lane, 5);
    expect(startAll(lane, NOW + 9_999)).toBe(0);
    expect(startAll(lane, NOW + 10_000)).toBe(1);
    expect(startAll(lane, NOW + 60_000)).toBe(0);
  });

  it('waits another 10 s after a probe that failed', () => {
    const lane = openLane();
    fill(lane, 5);
    startAll(lane, NOW + 10_000);
    lane.finish('failed', NOW + 12_000);
    expect(startAll(lane, NOW + 21_999)).toBe(0);
    expect(startAll(lane, NOW + 22_000)).toBe(1);
  });

  it.each(['succeeded', 'refused'] as const)('closes with a probe that %s', (verdict) => {
    const lane = openLane();
    fill(lane, 5);
    startAll(lane, NOW + 10_000);
    lane.finish(verdict, NOW + 10_100);
    expect(lane.isOpen).toBe(false);
    expect(lane.isFailing).toBe(false);
    expect(startAll(lane, NOW + 10_100)).toBe(4);
  });

  it('learns nothing from a probe that was not tried: the next one probes', () => {
    const lane = openLane();
    fill(lane, 5);
    startAll(lane, NOW + 10_000);
    lane.finish('untried', NOW + 10_001);
    expect(lane.isOpen).toBe(true);
    expect(lane.isFailing).toBe(true);
    expect(startAll(lane, NOW + 10_001)).toBe(1);
  });
});

describe('what a lane puts off', () => {
  it('is nothing while the lane could start it, however long it has waited for the worker', () => {
    expect(laneOf(50).takeOverdue(NOW + 60_000)).toEqual([]);
  });

  it('is what has waited more than a second in a lane at its own limit, for a second', () => {
    const lane = laneOf(18);
    startAll(lane);
    fill(lane, 1, NOW + 500);
    expect(lane.takeOverdue(NOW + 1_000)).toEqual([]);
    expect(lane.takeOverdue(NOW + 1_001)).toEqual([
      { task: 17, code: 'lane_full', atMs: NOW + 2_001 },
      { task: 18, code: 'lane_full', atMs: NOW + 2_001 },
    ]);
    expect(lane.queued).toBe(1);
  });

  it('is what goes beyond a thousand at once, the latest comers', () => {
    const lane = laneOf(1_018);
    startAll(lane);
    const deferred = lane.takeOverdue(NOW).map(({ task }) => task);
    expect(deferred).toEqual([1_017, 1_018]);
    expect(lane.queued).toBe(1_000);
  });

  it('is not what a lane that flows can start within ten seconds at its rate', () => {
    const lane = laneOf(40);
    startAll(lane);
    lane.finish('succeeded', NOW + 500);
    startAll(lane, NOW + 500);
    expect(lane.takeOverdue(NOW + 1_400)).toHaveLength(40 - 18 - 10);
    expect(lane.queued).toBe(10);
    expect(lane.takeOverdue(NOW + 2_600)).toHaveLength(10);
  });

  it('is, where the worker is saturated, only what waits over a second and could not start within a minute', () => {
    const lane = laneOf(1_118);
    startAll(lane);
    expect(lane.takeOverdue(NOW + 250, { saturated: true })).toEqual([]);
    lane.finish('succeeded', NOW + 500);
    startAll(lane, NOW + 500);
    expect(lane.takeOverdue(NOW + 1_400, { saturated: true })).toHaveLength(1_118 - 18 - 60);
    expect(lane.takeOverdue(NOW + 1_400)).toHaveLength(50);
  });

  it('is all of it at once while the breaker is open, until the next probe', () => {
    const lane = openLane();
    fill(lane, 2, NOW + 3_000);
    expect(lane.takeOverdue(NOW + 3_000)).toEqual([
      { task: 1, code: 'lane_open', atMs: NOW + 10_000 },
      { task: 2, code: 'lane_open', atMs: NOW + 10_000 },
    ]);
    expect(lane.queued).toBe(0);
  });

  it('is nothing when a probe is due: one of those that wait will be it', () => {
    const lane = openLane();
    fill(lane, 2, NOW + 9_999);
    expect(lane.takeOverdue(NOW + 10_000)).toEqual([]);
  });

  it('is what has waited a second while a probe is under way', () => {
    const lane = openLane();
    fill(lane, 3, NOW + 10_000);
    startAll(lane, NOW + 10_000);
    expect(lane.takeOverdue(NOW + 11_000)).toEqual([]);
    expect(lane.takeOverdue(NOW + 11_001).map(({ task }) => task)).toEqual([2, 3]);
  });

  it('is what has waited a second when other failing lanes hold the slots for them', () => {
    const lane = laneOf(2);
    expect(lane.takeOverdue(NOW + 1_000, { held: true })).toEqual([]);
    expect(lane.takeOverdue(NOW + 1_001, { held: true })).toHaveLength(2);
  });
});

describe('an idle lane', () => {
  it('has nothing under way, nothing waiting and no failure to remember', () => {
    const lane = laneOf(1);
    expect(lane.isIdle).toBe(false);
    lane.start(NOW);
    expect(lane.isIdle).toBe(false);
    lane.finish('succeeded', NOW);
    expect(lane.isIdle).toBe(true);
    lane.enqueue(2, NOW);
    lane.start(NOW);
    lane.finish('failed', NOW);
    expect(lane.isIdle).toBe(false);
  });
});

describe('a lane with keys', () => {
  it('has one task of a key under way at a time, in their order, and holds up no other', () => {
    const lane = new Lane<string>({ maxConcurrency: 64 }, NOW);
    for (const task of ['a1', 'a2', 'b1', 'a3']) lane.enqueue(task, NOW, task[0]);
    lane.enqueue('free', NOW);
    const started = () => [lane.start(NOW)?.task, lane.start(NOW)?.task, lane.start(NOW)?.task, lane.start(NOW)?.task];
    expect(started()).toEqual(['a1', 'b1', 'free', undefined]);
    lane.finish('failed', NOW, 'a');
    expect(started()).toEqual(['a2', undefined, undefined, undefined]);
  });
});

describe('a lane with a rate', () => {
  const rated = (count: number): Lane<number> => {
    const lane = new Lane<number>({ maxConcurrency: 64, rateLimit: 5 }, NOW);
    fill(lane, count);
    return lane;
  };

  it('starts so many a second and no more', () => {
    const lane = rated(100);
    expect(startAll(lane)).toBe(5);
    expect(startAll(lane, NOW + 400)).toBe(2);
  });

  it('puts off what has waited over a second, whether or not it may start something now', () => {
    const lane = rated(100);
    expect(lane.takeOverdue(NOW + 900)).toEqual([]);
    expect(lane.takeOverdue(NOW + 1_100)).toHaveLength(100);
  });

  it('takes another one from its webhook', () => {
    const lane = rated(100);
    startAll(lane);
    lane.adopt({ maxConcurrency: 64 }, NOW);
    expect(startAll(lane)).toBe(11);
  });
});

import { type BatchSettings, FlowRate, type OutcomeCode, TokenBucket } from '#domain';
import { companionsOf, firstAlone, type Gatherable, gathersForMs } from './batch.gather.js';
import { TaskQueue } from './task.queue.js';

/**
 * What an attempt says about its endpoint. `refused` is a 4xx other than 408 and 429: the event's own fault, and a sign
 * that the endpoint is well. `untried` is no request at all, and says nothing.
 */
export type Verdict = 'succeeded' | 'refused' | 'failed' | 'overloaded' | 'untried';

const START_LIMIT = 16;
const FAILURES_TO_OPEN = 20;
const PROBE_INTERVAL_MS = 10_000;
/** What a lane that stands still cannot start within this time goes back to PostgreSQL: its Kafka offset can move on. */
const MAX_WAIT_MS = 1_000;
/** A lane that flows keeps what it can start within so many seconds at the rate of its successes. */
const FLOW_SECONDS = 10;
/** The same where the worker itself is what is slow: putting off costs it more than a request, and gains nobody anything. */
const SATURATED_FLOW_SECONDS = 60;
/** A lane is stalled when nothing of what it has under way has come back for so long. */
const STALLED_AFTER_MS = 2_000;
/** Beyond this, and beyond what it keeps because it flows, a lane at its own limit puts off at once. */
const MAX_QUEUED = 1_000;

/** What a webhook says about its lane; it may change while the lane is busy. */
export interface LaneSettings {
  readonly maxConcurrency: number;
  /** Starts a second. */
  readonly rateLimit?: number;
  /** Tasks share a start; not for tasks with keys. */
  readonly batch?: BatchSettings;
}

interface Waiting<Task> extends Gatherable {
  readonly task: Task;
  /** Of tasks with the same key one is under way at a time, in the order in which they came. */
  readonly key: string | undefined;
}

/** What of the worker bears on a lane. */
export interface Pressure {
  /** Other failing lanes have used up the slots for them. */
  readonly held?: boolean;
  /** Partitions are paused: see `Lanes.hurry`. */
  readonly hurried?: boolean;
  /** The process is busy nearly all of the time. */
  readonly saturated?: boolean;
}

/** A task that is under way, and the key that is busy with it. */
export interface Started<Task> {
  readonly task: Task;
  readonly key: string | undefined;
  /** What shares its request. */
  readonly companions?: readonly Task[];
}

/** A task that a lane gives back untried: why, and when it should come again. */
export interface Deferral<Task> {
  readonly task: Task;
  readonly code: OutcomeCode;
  readonly atMs: number;
}

/**
 * The queue of one webhook, with how much it may have under way. The limit starts at 16, gains one per success and
 * halves when the endpoint is overloaded (additive increase, multiplicative decrease). After 20 failures in a row the
 * breaker opens: one probe every 10 s, until one succeeds.
 */
export class Lane<Task> {
  inFlight = 0;
  private readonly waiting = new TaskQueue<Waiting<Task>>();
  private limit: number;
  private failuresInRow = 0;
  private probeAtMs: number | undefined;
  private readonly successes = new FlowRate();
  /** The last time when something came back, or was started with nothing else under way. */
  private movedAtMs = 0;
  private readonly busyKeys = new Set<string>();
  private tokens: TokenBucket | undefined;

  constructor(
    private settings: LaneSettings,
    nowMs: number,
  ) {
    this.limit = Math.min(START_LIMIT, settings.maxConcurrency);
    this.tokens = bucketOf(settings, nowMs);
  }

  get queued(): number {
    return this.waiting.length;
  }

  get isIdle(): boolean {
    return this.inFlight === 0 && this.waiting.length === 0 && this.failuresInRow === 0;
  }

  /** Its last attempt failed: it shares the slots that are kept for failing lanes. */
  get isFailing(): boolean {
    return this.failuresInRow > 0;
  }

  /** It keeps its slots for a long time: perhaps its endpoint hangs, and its first time-out is yet to come. */
  isStalled(nowMs: number): boolean {
    return this.inFlight > 0 && nowMs - this.movedAtMs > STALLED_AFTER_MS;
  }

  get isOpen(): boolean {
    return this.probeAtMs !== undefined;
  }

  adopt(settings: LaneSettings, nowMs: number): void {
    if (settings.rateLimit !== this.settings.rateLimit) this.tokens = bucketOf(settings, nowMs);
    this.limit = Math.min(this.limit, settings.maxConcurrency);
    this.settings = settings;
  }

  /** `batchBytes`: see `Gatherable`. */
  enqueue(task: Task, nowMs: number, key?: string, batchBytes?: number): void {
    this.waiting.push({ task, key, sinceMs: nowMs, batchBytes });
  }

  /** `hurried`: without waiting for others to share a request. */
  canStart(nowMs: number, hurried = false): boolean {
    if (this.waiting.length === 0 || this.isAtItsLimit(nowMs)) return false;
    return hurried || this.gathersForMs(nowMs) === undefined || firstAlone(this.waiting.items) > 0;
  }

  /** How much longer it waits for others to share the next request; `undefined` where it does not. */
  gathersForMs(nowMs: number): number | undefined {
    return this.settings.batch && gathersForMs(this.waiting.items, this.settings.batch, nowMs);
  }

  /** The next task whose key is free, now under way. Only after `canStart`. */
  start(nowMs: number): Started<Task> | undefined {
    const next = this.takeNext(nowMs);
    if (!next) return undefined;
    if (this.inFlight === 0) this.movedAtMs = nowMs;
    this.inFlight += 1;
    this.tokens?.take(nowMs);
    if (next.key !== undefined) this.busyKeys.add(next.key);
    return this.settings.batch ? { ...next, companions: this.takeCompanions(next, this.settings.batch) } : next;
  }

  /** `count` says how many tasks the request was for. */
  finish(verdict: Verdict, nowMs: number, key?: string, count = 1): void {
    this.inFlight -= 1;
    this.movedAtMs = nowMs;
    if (key !== undefined) this.busyKeys.delete(key);
    if (verdict === 'untried') return;
    if (verdict === 'succeeded' || verdict === 'refused') {
      this.failuresInRow = 0;
      this.probeAtMs = undefined;
      if (verdict === 'succeeded') {
        this.limit = Math.min(this.limit + 1, this.settings.maxConcurrency);
        this.successes.note(nowMs, count);
      }
      return;
    }
    if (verdict === 'overloaded') this.limit = Math.max(1, Math.floor(this.limit / 2));
    this.failuresInRow += 1;
    if (this.failuresInRow >= FAILURES_TO_OPEN) this.probeAtMs = nowMs + PROBE_INTERVAL_MS;
  }

  /**
   * Takes out what has to be put off. What waits for a batch anyway may be so much older, unless the lane is `hurried`.
   */
  takeOverdue(nowMs: number, { held, hurried, saturated }: Pressure = {}): Deferral<Task>[] {
    if (this.probeAtMs !== undefined && nowMs < this.probeAtMs) return this.putOff(0, 'lane_open', this.probeAtMs);
    // One with a rate of its own is at its limit whenever more waits than the rate lets through, tokens or not.
    if (!held && !this.tokens && !this.isAtItsLimit(nowMs)) return [];
    const keeps = this.successes.perSecond(nowMs) * (saturated ? SATURATED_FLOW_SECONDS : FLOW_SECONDS);
    const surplus = saturated ? [] : this.putOff(Math.max(MAX_QUEUED, keeps), 'lane_full', nowMs + MAX_WAIT_MS);
    const maxWaitMs = MAX_WAIT_MS + (hurried ? 0 : (this.settings.batch?.maxWaitMs ?? 0));
    const fresh = this.waiting.items.findIndex(({ sinceMs }) => nowMs - sinceMs <= maxWaitMs);
    const overdue = Math.max(0, (fresh === -1 ? this.waiting.length : fresh) - keeps);
    return [...this.putOff(keeps, 'lane_full', nowMs + MAX_WAIT_MS, overdue), ...surplus];
  }

  private isAtItsLimit(nowMs: number): boolean {
    if (this.probeAtMs !== undefined) return nowMs < this.probeAtMs || this.inFlight > 0;
    return this.inFlight >= this.limit || this.tokens?.has(nowMs) === false;
  }

  private takeNext(nowMs: number): Waiting<Task> | undefined {
    if (this.gathersForMs(nowMs) !== undefined) {
      const alone = firstAlone(this.waiting.items);
      if (alone > 0) return this.waiting.splice(alone, 1)[0];
    }
    if (this.busyKeys.size === 0) return this.waiting.shift();
    const index = this.waiting.items.findIndex(({ key }) => key === undefined || !this.busyKeys.has(key));
    return index === -1 ? undefined : this.waiting.splice(index, 1)[0];
  }

  private takeCompanions(first: Gatherable, batch: BatchSettings): Task[] {
    return this.waiting.splice(0, companionsOf(first, this.waiting.items, batch)).map(({ task }) => task);
  }

  private putOff(from: number, code: OutcomeCode, atMs: number, count = this.waiting.length): Deferral<Task>[] {
    return this.waiting.splice(from, count).map(({ task }) => ({ task, code, atMs }));
  }
}

function bucketOf({ rateLimit }: LaneSettings, nowMs: number): TokenBucket | undefined {
  return rateLimit === undefined ? undefined : new TokenBucket(rateLimit, nowMs);
}

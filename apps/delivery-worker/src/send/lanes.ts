import { DeadlineWheel } from './deadline.wheel.js';
import { type Deferral, Lane, type LaneSettings, type Started, type Verdict } from './lane.js';

export interface LanesOptions<Task> {
  /**
   * Requests under way at a time, over all lanes. What stalled lanes hold beyond a quarter comes on top, so that there are
   * never more than 1.75 times as many.
   */
  readonly maxInFlight: number;
  /** Makes the attempt, in one request with its companions where it has some. Must not reject. */
  attempt(task: Task, companions?: readonly Task[]): Promise<Verdict>;
  /** Called with tasks that were given back untried. */
  defer(deferrals: readonly Deferral<Task>[]): void;
  now(): number;
  /** Whether this process was busy nearly all of the time since the last call; asked once a tick. Never, unless given. */
  isSaturated?(): boolean;
}

/** Lanes whose last attempt failed may use one slot in so many. */
const FAILING_SHARE = 4;
const TICK_MS = 250;

/**
 * Shares a worker's slots among the webhooks, one task of each lane in turn. Any number of failing lanes leaves three
 * quarters of the slots to the others, and gets a turn in four however busy those are. Lanes that hang before their first
 * time-out are found out after two seconds. One timer for all lanes puts off
 * what waits too long in a lane at its own limit; what waits because the whole worker is busy stays, and the pause of its
 * partitions holds back the rest.
 */
export class Lanes<Task> {
  private readonly lanes = new Map<string, Lane<Task>>();
  /** Lanes that may be able to start something, in the order of their turns. */
  private readonly healthyTurns = new Set<Lane<Task>>();
  private readonly failingTurns = new Set<Lane<Task>>();
  private readonly maxFailing: number;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private held = false;
  private hurried = false;
  /** When lanes that wait for a fuller batch have waited enough; one deadline a lane. */
  private readonly gathered = new DeadlineWheel();
  private readonly gathering = new Set<Lane<Task>>();
  /** Called when nothing is under way any more. */
  private readonly emptied = new Set<() => void>();
  inFlight = 0;
  private failingInFlight = 0;
  /** Slots that stalled lanes hold beyond the share of the failing, as of the last tick: the others get them back. */
  private overdrawn = 0;
  private turn = 0;

  constructor(private readonly options: LanesOptions<Task>) {
    this.maxFailing = Math.max(1, Math.floor(options.maxInFlight / FAILING_SHARE));
  }

  get count(): number {
    return this.lanes.size;
  }

  get queued(): number {
    let queued = 0;
    for (const lane of this.lanes.values()) queued += lane.queued;
    return queued;
  }

  /** Lanes whose last attempt failed. */
  get failing(): number {
    return this.countWhere((lane) => lane.isFailing);
  }

  /** Lanes whose endpoint is only probed. */
  get openBreakers(): number {
    return this.countWhere((lane) => lane.isOpen);
  }

  /**
   * Of tasks with the same `key` one is under way at a time, in the order in which they came. `batchBytes`: see `Gatherable`.
   */
  enqueue(laneId: string, settings: LaneSettings, task: Task, key?: string, batchBytes?: number): void {
    if (this.stopped) return;
    const nowMs = this.options.now();
    let lane = this.lanes.get(laneId);
    if (!lane) {
      lane = new Lane<Task>(settings, nowMs);
      this.lanes.set(laneId, lane);
    }
    lane.adopt(settings, nowMs);
    lane.enqueue(task, nowMs, key, batchBytes);
    this.timer ??= setInterval(() => this.tick(), TICK_MS);
    this.takeTurn(lane);
    this.run();
    if (settings.batch) this.gather(lane);
  }

  /** A worker that is saturated waits for no fuller batch: what lanes hold back for one would hold up the others. */
  hurry(hurried: boolean): void {
    this.hurried = hurried;
    if (!hurried) return;
    for (const lane of this.gathering) this.takeTurn(lane);
    this.run();
  }

  /** Starts nothing until `release`, and resolves when nothing is under way. */
  hold(): Promise<void> {
    this.held = true;
    return this.empty();
  }

  release(): void {
    this.held = false;
    this.run();
  }

  /** Starts nothing more, and resolves when nothing is under way or `graceMs` have passed. */
  async stop(graceMs: number): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    const patience = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([this.empty(), patience]);
  }

  private countWhere(holds: (lane: Lane<Task>) => boolean): number {
    let count = 0;
    for (const lane of this.lanes.values()) if (holds(lane)) count += 1;
    return count;
  }

  private empty(): Promise<void> {
    return this.inFlight === 0 ? Promise.resolve() : new Promise((resolve) => this.emptied.add(resolve));
  }

  /** The lane has its turn when its oldest has waited enough for others, though nothing else happens until then. */
  private gather(lane: Lane<Task>): void {
    const waitMs = lane.gathersForMs(this.options.now());
    if (waitMs === undefined || this.gathering.has(lane)) return;
    this.gathering.add(lane);
    this.gathered.add(waitMs, () => {
      this.gathering.delete(lane);
      this.takeTurn(lane);
      this.run();
      this.gather(lane);
    });
  }

  private takeTurn(lane: Lane<Task>): void {
    (lane.isFailing ? this.failingTurns : this.healthyTurns).add(lane);
  }

  private run(): void {
    while (!this.stopped && !this.held && this.inFlight < this.options.maxInFlight + this.overdrawn) {
      const lane = this.nextLane();
      if (!lane) return;
      const started = lane.start(this.options.now());
      if (!started) continue;
      this.attempt(lane, started);
      if (lane.queued > 0) this.takeTurn(lane);
    }
  }

  /**
   * The lane whose turn it is, out of those that can start something now. Every fourth turn is a failing lane's first:
   * with healthy ones that fill every slot it would never be tried again, and its records would hold up their partition.
   */
  private nextLane(): Lane<Task> | undefined {
    const nowMs = this.options.now();
    this.turn = (this.turn + 1) % FAILING_SHARE;
    return this.turn === 0
      ? (this.nextFailing(nowMs) ?? this.nextHealthy(nowMs))
      : (this.nextHealthy(nowMs) ?? this.nextFailing(nowMs));
  }

  private nextHealthy(nowMs: number): Lane<Task> | undefined {
    const isFull = this.inFlight >= this.options.maxInFlight;
    for (const lane of this.healthyTurns) {
      // It stays where it is: a slot of its own kind will come free.
      if (isFull && lane.isStalled(nowMs)) continue;
      this.healthyTurns.delete(lane);
      if (lane.isFailing) this.failingTurns.add(lane);
      else if (lane.canStart(nowMs, this.hurried)) return lane;
    }
    return undefined;
  }

  private nextFailing(nowMs: number): Lane<Task> | undefined {
    if (this.failingInFlight >= this.maxFailing || this.inFlight >= this.options.maxInFlight) return undefined;
    for (const lane of this.failingTurns) {
      this.failingTurns.delete(lane);
      if (lane.canStart(nowMs, this.hurried)) return lane;
    }
    return undefined;
  }

  private attempt(lane: Lane<Task>, { task, key, companions }: Started<Task>): void {
    const counted = lane.isFailing;
    this.inFlight += 1;
    if (counted) this.failingInFlight += 1;
    void this.options.attempt(task, companions).then((verdict) => {
      lane.finish(verdict, this.options.now(), key, 1 + (companions?.length ?? 0));
      this.inFlight -= 1;
      if (counted) this.failingInFlight -= 1;
      if (lane.queued > 0) this.takeTurn(lane);
      if (this.inFlight === 0) this.tellEmptied();
      this.run();
    });
  }

  private tellEmptied(): void {
    for (const tell of this.emptied) tell();
    this.emptied.clear();
  }

  private tick(): void {
    const nowMs = this.options.now();
    const held = this.failingInFlight >= this.maxFailing;
    const saturated = this.options.isSaturated?.() ?? false;
    const deferrals: Deferral<Task>[] = [];
    let waiting = false;
    let stalledInFlight = 0;
    for (const [id, lane] of this.lanes) {
      if (lane.queued > 0) {
        deferrals.push(...lane.takeOverdue(nowMs, { held: held && lane.isFailing, hurried: this.hurried, saturated }));
        if (lane.queued > 0) this.takeTurn(lane);
      }
      waiting ||= lane.queued > 0;
      if (lane.isStalled(nowMs)) stalledInFlight += lane.inFlight;
      if (lane.isIdle) this.lanes.delete(id);
    }
    this.overdrawn = Math.max(0, Math.min(stalledInFlight, this.options.maxInFlight) - this.maxFailing);
    if (deferrals.length > 0) this.options.defer(deferrals);
    if (!waiting) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
    this.run();
  }
}

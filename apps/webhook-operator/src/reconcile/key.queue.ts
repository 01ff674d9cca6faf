export interface KeyQueueOptions<Key> {
  /** Keys that are worked on at a time. */
  readonly workers: number;
  /** Works on a key. Gives the milliseconds after which it is due again, or `again` for soon, later with each time in a row. */
  readonly work: (key: Key) => Promise<number | 'again'>;
  readonly firstBackoffMs: number;
  readonly longestBackoffMs: number;
}

/**
 * What is to be looked at: each key once, however often it was added, and by one worker at a time. A key that is added while
 * it is worked on is worked on once more.
 */
export class KeyQueue<Key> {
  private readonly ready = new Set<Key>();
  private readonly working = new Map<Key, Promise<void>>();
  private readonly timers = new Map<Key, NodeJS.Timeout>();
  private readonly failures = new Map<Key, number>();
  private stopped = false;

  constructor(private readonly options: KeyQueueOptions<Key>) {}

  /** To be looked at now, whatever it waits for. */
  add(key: Key): void {
    if (this.stopped) return;
    this.failures.delete(key);
    this.makeReady(key);
  }

  /** Not to be looked at any more. */
  forget(key: Key): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.failures.delete(key);
    this.ready.delete(key);
  }

  /** Takes up nothing more; resolves when what is worked on is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.ready.clear();
    await Promise.all(this.working.values());
  }

  private makeReady(key: Key): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.ready.add(key);
    this.start();
  }

  private start(): void {
    for (const key of this.ready) {
      if (this.working.size >= this.options.workers) return;
      if (this.working.has(key)) continue;
      this.ready.delete(key);
      this.working.set(key, this.workOn(key));
    }
  }

  private async workOn(key: Key): Promise<void> {
    const next = await this.options.work(key);
    this.working.delete(key);
    if (this.stopped) return;
    if (next !== 'again') this.failures.delete(key);
    if (!this.ready.has(key)) this.later(key, next === 'again' ? this.backoffMs(key) : next);
    this.start();
  }

  /** `Infinity` is never. */
  private later(key: Key, ms: number): void {
    if (ms === Number.POSITIVE_INFINITY) return;
    this.timers.set(
      key,
      setTimeout(() => this.makeReady(key), ms),
    );
  }

  private backoffMs(key: Key): number {
    const failures = this.failures.get(key) ?? 0;
    this.failures.set(key, failures + 1);
    return Math.min(this.options.longestBackoffMs, this.options.firstBackoffMs * 2 ** failures);
  }
}

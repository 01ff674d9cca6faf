const TICK_MS = 50;
/** Long enough for the longest time-out that any dialect allows: 300 s. */
const SLOTS = 8_192;

/**
 * Deadlines of all requests under one timer: a hashed timing wheel (Varghese and Lauck, 1987). A deadline is never
 * early, and late by at most a tick.
 */
export class DeadlineWheel {
  private readonly slots: (Set<() => void> | undefined)[] = new Array<Set<() => void> | undefined>(SLOTS);
  private timer: NodeJS.Timeout | undefined;
  private tick = Math.floor(Date.now() / TICK_MS);
  private size = 0;

  /** Calls `expire` after `delayMs`, unless the returned function was called before. */
  add(delayMs: number, expire: () => void): () => void {
    const tick = Math.ceil((Date.now() + Math.min(delayMs, (SLOTS - 2) * TICK_MS)) / TICK_MS);
    const index = tick % SLOTS;
    const slot = this.slots[index] ?? new Set<() => void>();
    this.slots[index] = slot;
    slot.add(expire);
    this.size += 1;
    this.start();
    return () => {
      if (slot.delete(expire)) this.size -= 1;
    };
  }

  private start(): void {
    if (this.timer) return;
    this.tick = Math.floor(Date.now() / TICK_MS);
    this.timer = setInterval(() => this.turn(), TICK_MS);
  }

  private turn(): void {
    const now = Math.floor(Date.now() / TICK_MS);
    for (; this.tick < now; ) {
      this.tick += 1;
      const index = this.tick % SLOTS;
      const due = this.slots[index];
      this.slots[index] = undefined;
      if (!due) continue;
      this.size -= due.size;
      for (const expire of due) expire();
    }
    if (this.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }
}

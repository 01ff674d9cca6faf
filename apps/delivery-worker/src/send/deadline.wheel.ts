const TICK_MS = 50;
/** Long enough for the longest time-out that any dialect allows: 300 s. */
const SLOTS = 8_192;

/**
 * Deadlines of all requests under one timer: a hashed timing wheel (Varghese and Lauck, 1987). A deadline is never
 * early, and late by at most two ticks, whatever is done to the clock on the wall.
 */
export class DeadlineWheel {
  private readonly slots: (Set<() => void> | undefined)[] = new Array<Set<() => void> | undefined>(SLOTS);
  private timer: NodeJS.Timeout | undefined;
  private tick = ticksNow();
  private size = 0;

  /** Calls `expire` after `delayMs`, unless the returned function was called before. */
  add(delayMs: number, expire: () => void): () => void {
    this.start();
    const dueMs = performance.now() + Math.min(delayMs, (SLOTS - 2) * TICK_MS);
    const index = Math.max(Math.ceil(dueMs / TICK_MS), this.tick + 1) % SLOTS;
    const slot = this.slots[index] ?? new Set<() => void>();
    this.slots[index] = slot;
    slot.add(expire);
    this.size += 1;
    return () => {
      if (slot.delete(expire)) this.size -= 1;
    };
  }

  private start(): void {
    if (this.timer) return;
    this.tick = ticksNow();
    this.timer = setInterval(() => this.turn(), TICK_MS);
  }

  private turn(): void {
    const now = ticksNow();
    for (; this.tick < now; ) {
      this.tick += 1;
      const index = this.tick % SLOTS;
      const due = this.slots[index];
      this.slots[index] = undefined;
      if (!due) continue;
      for (const expire of due) {
        // Taken out first: `expire` may stop this very deadline, which must not be counted twice.
        due.delete(expire);
        this.size -= 1;
        expire();
      }
    }
    if (this.size === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }
}

function ticksNow(): number {
  return Math.floor(performance.now() / TICK_MS);
}

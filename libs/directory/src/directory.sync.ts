import { within } from '#telemetry';

/** What a directory is built from; `readChanges` gives rows whose revision is greater than the one given. */
export interface DirectorySource<Changes> {
  readRevision(): Promise<number>;
  readChanges(afterRevision: number): Promise<Changes>;
}

/**
 * A read that takes longer is taken for a database that is away: a frozen one, or one behind a network that swallows
 * packets, refuses nothing and answers nothing.
 */
const PATIENCE_MS = 2_000;

/** The database has been away for longer than this process may go on with what it knows. */
export class DirectoryTooStale extends Error {
  override readonly name = 'DirectoryTooStale';
  constructor(
    readonly staleMs: number,
    cause: unknown,
  ) {
    super(`the directory could not be refreshed for ${Math.round(staleMs / 1000)} s`, { cause });
  }
}

/**
 * Keeps an in-memory copy in step with the database by one revision counter. A `refresh` that resolved saw the counter
 * after it was called; calls that come while a read is under way share the next one.
 */
export class DirectorySync<Changes> {
  private knownRevision = -1;
  private refreshedAtMs = Number.NEGATIVE_INFINITY;
  private behind = false;
  /** When the read began that is not answered yet. */
  private askedAtMs: number | undefined;
  /** Reads follow one another, so that older rows are never applied over newer ones. */
  private last: Promise<void> = Promise.resolve();
  /** The read that has not begun yet, shared by all who call before it does. */
  private next: Promise<void> | undefined;

  constructor(
    private readonly source: DirectorySource<Changes>,
    private readonly apply: (changes: Changes) => void,
    private readonly maxStaleMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** The counter's value that the copy has everything of; -1 before the first read. */
  get revision(): number {
    return this.knownRevision;
  }

  /** Milliseconds since the copy was last known to be current. */
  get ageMs(): number {
    return this.now() - this.refreshedAtMs;
  }

  /** Whether the last `refresh` had to do with what was known already. */
  get isBehind(): boolean {
    return this.behind;
  }

  /**
   * Brings the copy up to date, or goes on with it while the database is away.
   * @throws DirectoryTooStale
   */
  async refresh(): Promise<void> {
    const read = this.freshRead();
    try {
      await (this.knownRevision < 0 ? read : this.impatiently(read));
      this.behind = false;
    } catch (error) {
      this.behind = true;
      if (this.ageMs > this.maxStaleMs) throw new DirectoryTooStale(this.ageMs, error);
    }
  }

  /**
   * Does without a read where the copy has everything of `revision` and was current `withinMs` ago.
   * @throws DirectoryTooStale
   */
  async refreshTo(revision: number, withinMs: number): Promise<void> {
    const { ageMs } = this;
    // A clock that was set back says nothing.
    if (revision <= this.knownRevision && ageMs >= 0 && ageMs <= withinMs) return;
    await this.refresh();
  }

  /** A read that begins after this call: the running one may have looked at the counter too early. */
  private freshRead(): Promise<void> {
    if (!this.next) {
      this.next = this.last.then(() => {
        this.next = undefined;
        return this.read();
      });
      this.last = this.next.catch(() => undefined);
    }
    return this.next;
  }

  /** Once a read hangs, nobody waits for those behind it. */
  private async impatiently(read: Promise<void>): Promise<void> {
    const waitedMs = this.askedAtMs === undefined ? 0 : this.now() - this.askedAtMs;
    await within(Math.max(0, PATIENCE_MS - waitedMs), read);
  }

  private async read(): Promise<void> {
    this.askedAtMs = this.now();
    try {
      await this.readFrom(this.askedAtMs);
    } finally {
      this.askedAtMs = undefined;
    }
  }

  private async readFrom(startedAtMs: number): Promise<void> {
    const revision = await this.source.readRevision();
    if (revision !== this.knownRevision) {
      // Rows committed after the counter was read may come along; the next change brings them once more.
      this.apply(await this.source.readChanges(this.knownRevision));
      this.knownRevision = revision;
    }
    this.refreshedAtMs = startedAtMs;
  }
}

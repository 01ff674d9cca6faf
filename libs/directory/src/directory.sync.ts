/** What a directory is built from; `readChanges` gives rows whose revision is greater than the one given. */
export interface DirectorySource<Changes> {
  readRevision(): Promise<number>;
  readChanges(afterRevision: number): Promise<Changes>;
}

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
  private revision = -1;
  private refreshedAtMs = Number.NEGATIVE_INFINITY;
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

  /** Milliseconds since the copy was last known to be current. */
  get ageMs(): number {
    return this.now() - this.refreshedAtMs;
  }

  /**
   * Brings the copy up to date, or goes on with it while the database is away.
   * @throws DirectoryTooStale
   */
  async refresh(): Promise<void> {
    try {
      await this.freshRead();
    } catch (error) {
      if (this.ageMs > this.maxStaleMs) throw new DirectoryTooStale(this.ageMs, error);
    }
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

  private async read(): Promise<void> {
    const startedAtMs = this.now();
    const revision = await this.source.readRevision();
    if (revision !== this.revision) {
      // Rows committed after the counter was read may come along; the next change brings them once more.
      this.apply(await this.source.readChanges(this.revision));
      this.revision = revision;
    }
    this.refreshedAtMs = startedAtMs;
  }
}

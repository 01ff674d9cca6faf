/** What reads a topic, and can leave it alone. */
export interface TopicReader {
  /** Reads what is produced from now on. Rejects where Kafka cannot say where that is. */
  readFromNow(): Promise<void>;
  pause(): void;
}

/** Nothing reads the topic (yet): its consumer has no partitions. */
export class TopicNotRead extends Error {
  override readonly name = 'TopicNotRead';
  constructor() {
    super('the topic is not read right now');
  }
}

/** Who comes back soon finds the topic still being read. */
const LINGER_MS = 5_000;

/** Has a topic read while somebody wants it, and costs nothing while nobody does. Whoever wants it `hold`s it. */
export class TopicDemand {
  private holders = 0;
  private reading: Promise<void> | undefined;
  private idleTimer: NodeJS.Timeout | undefined;
  private reader: TopicReader | undefined;

  constructor(private readonly lingerMs = LINGER_MS) {}

  /** Called by the consumer, once. */
  attach(reader: TopicReader): void {
    this.reader = reader;
  }

  /** Whether the topic is being read, or about to be. */
  get isWanted(): boolean {
    return this.reading !== undefined;
  }

  /**
   * Resolves when all that is produced from then on will be read. Call what it gives when it is over; a second call does
   * nothing.
   * @throws TopicNotRead, and what Kafka fails with
   */
  async hold(): Promise<() => void> {
    this.holders += 1;
    clearTimeout(this.idleTimer);
    let isHeld = true;
    const release = () => {
      if (isHeld) this.release();
      isHeld = false;
    };
    try {
      this.reading ??= this.begin();
      await this.reading;
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  private async begin(): Promise<void> {
    try {
      if (!this.reader) throw new TopicNotRead();
      await this.reader.readFromNow();
    } catch (error) {
      this.reading = undefined;
      throw error;
    }
  }

  private release(): void {
    this.holders -= 1;
    if (this.holders > 0) return;
    this.idleTimer = setTimeout(() => {
      this.reading = undefined;
      this.reader?.pause();
    }, this.lingerMs).unref();
  }
}

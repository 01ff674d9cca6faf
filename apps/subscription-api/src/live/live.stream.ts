/** The way to one reader. */
export interface LiveSink {
  /** Answers 200; what is written comes after that. */
  begin(): void;
  write(text: string): void;
  /** What was written and not sent yet, in bytes. */
  readonly pendingBytes: number;
  end(): void;
  /** Ends at once, whatever was not sent. */
  drop(): void;
}

export const MAX_ROWS_PER_SECOND = 50;
const MAX_PENDING_BYTES = 64 * 1024;
const HEARTBEAT_SECONDS = 15;
const MAX_STUCK_SECONDS = 60;

/**
 * Server-sent events to one reader, never more than a reader can use: at most 50 rows a second, none while 64 KiB wait to
 * be sent, and then how many were left out. `tick` is called once a second.
 */
export class LiveStream {
  private hasBegun = false;
  private budget = MAX_ROWS_PER_SECOND;
  private skipped = 0;
  private seconds = 0;
  private stuckSeconds = 0;

  constructor(private readonly sink: LiveSink) {}

  begin(message: object): void {
    this.hasBegun = true;
    this.sink.begin();
    this.send('ready', message);
  }

  /** Nothing is sent before the stream has begun. `row` is made only where it is sent. */
  offer(kind: string, row: () => object): void {
    if (!this.hasBegun) return;
    if (this.budget === 0 || this.isFull) {
      this.skipped += 1;
      return;
    }
    this.budget -= 1;
    this.send(kind, row());
  }

  /** True where a heartbeat is due, which is the time to see whether the reader may still read. */
  tick(): boolean {
    if (!this.hasBegun) return false;
    this.budget = MAX_ROWS_PER_SECOND;
    this.seconds += 1;
    if (this.isFull) {
      this.stuckSeconds += 1;
      if (this.stuckSeconds >= MAX_STUCK_SECONDS) this.sink.drop();
      return false;
    }
    this.stuckSeconds = 0;
    if (this.skipped > 0) {
      this.send('skipped', { skipped: this.skipped });
      this.skipped = 0;
    }
    const isBeat = this.seconds % HEARTBEAT_SECONDS === 0;
    if (isBeat) this.sink.write(': still here\n\n');
    return isBeat;
  }

  end(): void {
    this.sink.end();
  }

  private get isFull(): boolean {
    return this.sink.pendingBytes > MAX_PENDING_BYTES;
  }

  private send(kind: string, message: object): void {
    this.sink.write(`event: ${kind}\ndata: ${JSON.stringify(message)}\n\n`);
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from '#telemetry';
import type { PartitionProgress } from './partition.progress.js';
import type { RecordBatch } from './record.batch.js';
import type { TakenRecord } from './taken.record.js';

export interface HandlerPumpOptions {
  readonly topics: readonly string[];
  readonly completion: 'batch' | 'record';
  readonly logger: Logger;
  handle(batch: RecordBatch): Promise<void>;
  readonly maxBatchRecords: number;
  readonly maxOpenRecords: number;
  readonly maxOpenBytes: number;
  setPaused(paused: boolean): void;
  rewind(topic: string, partition: number, offset: number): void;
}

/** What a pump has in hand: taken from Kafka and not done. */
export interface PumpFigures {
  readonly openRecords: number;
  readonly openBytes: number;
  /** Batches that failed and were tried again, since the start. */
  readonly retries: number;
}

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 2_000;

/**
 * Gathers the records of one handler and calls it with one batch at a time: small batches when there is little to do,
 * large ones when there is much. A handler that rejects is called again with the same batch until it succeeds; nothing
 * is skipped. Fetching pauses while too much is open.
 */
export class HandlerPump {
  private gathered: TakenRecord[] = [];
  private openRecords = 0;
  private openBytes = 0;
  private retries = 0;
  private paused = false;
  private held = false;
  private stopped = false;
  private running: Promise<void> | undefined;

  constructor(private readonly options: HandlerPumpOptions) {}

  get figures(): PumpFigures {
    const { openRecords, openBytes, retries } = this;
    return { openRecords, openBytes, retries };
  }

  /** Takes a record that has begun. */
  add(record: TakenRecord): void {
    if (this.stopped) return;
    this.gathered.push(record);
    this.openRecords += 1;
    this.openBytes += record.bytes;
    this.balance();
    this.start();
  }

  /** One of the records that it took is done. */
  finished(bytes: number): void {
    this.openRecords -= 1;
    this.openBytes -= bytes;
    this.balance();
  }

  /** Forgets what is open of a partition that was lost or rewound. */
  drop(progress: PartitionProgress): void {
    this.gathered = this.gathered.filter((record) => record.progress !== progress);
    this.openRecords -= progress.openRecords;
    this.openBytes -= progress.openBytes;
    this.balance();
  }

  /** Starts no further batch and waits for the one that runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.gathered = [];
    await this.running;
  }

  /** Starts no further batch until `release`, and waits for the one that runs. */
  async hold(): Promise<void> {
    this.held = true;
    await this.running;
  }

  release(): void {
    this.held = false;
    this.start();
  }

  private start(): void {
    if (this.gathered.length > 0 && !this.held) this.running ??= this.run();
  }

  private async run(): Promise<void> {
    // The fetch loop adds the partitions of one answer in one turn: they make one batch.
    await nextTurn();
    while (this.gathered.length > 0 && !this.stopped && !this.held) {
      const gathered = this.gathered.splice(0, this.options.maxBatchRecords);
      await this.handleUntilDone(gathered);
    }
    // In the same turn as the loop's end: what was added a moment later would wait for a run that is over.
    this.running = undefined;
  }

  private async handleUntilDone(gathered: readonly TakenRecord[]): Promise<void> {
    for (let attempt = 1; !this.stopped; attempt += 1) {
      // What was lost meanwhile is somebody else's now.
      const records = gathered.filter(({ progress }) => !progress.abandoned);
      if (records.length === 0) return;
      try {
        await this.options.handle({
          records,
          rewind: (topic, partition, offset) => this.options.rewind(topic, partition, offset),
        });
        if (this.options.completion === 'batch') for (const record of records) record.finish();
        return;
      } catch (error) {
        this.retries += 1;
        this.options.logger.warn({ err: error, attempt }, 'a batch failed and is tried again');
        const waitMs = Math.min(RETRY_MIN_MS * 2 ** (attempt - 1), RETRY_MAX_MS);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  private balance(): void {
    const { maxOpenRecords, maxOpenBytes } = this.options;
    const share = Math.max(this.openRecords / maxOpenRecords, this.openBytes / maxOpenBytes);
    if (!this.paused && share >= 1) this.setPaused(true);
    else if (this.paused && share < 0.5) this.setPaused(false);
  }

  private setPaused(paused: boolean): void {
    this.paused = paused;
    this.options.setPaused(paused);
  }
}

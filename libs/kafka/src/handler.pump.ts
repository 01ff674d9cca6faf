import type { Logger } from '#telemetry';
import type { PartitionProgress } from './partition.progress.js';
import type { RecordBatch } from './record.batch.js';
import type { ConsumedRecord } from './record.js';

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
  /** When the record that has been open longest came into Kafka; `undefined` where nothing is open. */
  readonly oldestOpenMs: number | undefined;
  /** Batches that failed and were tried again, since the start. */
  readonly retries: number;
}

interface Gathered {
  readonly record: ConsumedRecord;
  readonly progress: PartitionProgress;
}

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 2_000;

/**
 * Gathers the records of one handler and calls it with one batch at a time: small batches when there is little to do,
 * large ones when there is much. A handler that rejects is called again with the same batch until it succeeds; nothing
 * is skipped. Fetching pauses while too much is open.
 */
export class HandlerPump {
  private gathered: Gathered[] = [];
  private readonly open = new Map<ConsumedRecord, PartitionProgress>();
  private openBytes = 0;
  private retries = 0;
  private paused = false;
  private held = false;
  private stopped = false;
  private running: Promise<void> | undefined;

  constructor(private readonly options: HandlerPumpOptions) {}

  get figures(): PumpFigures {
    const [oldest] = this.open.keys();
    return {
      openRecords: this.open.size,
      openBytes: this.openBytes,
      oldestOpenMs: oldest?.timestampMs,
      retries: this.retries,
    };
  }

  add(record: ConsumedRecord, progress: PartitionProgress): void {
    if (this.stopped) return;
    this.gathered.push({ record, progress });
    this.open.set(record, progress);
    this.openBytes += record.value?.length ?? 0;
    this.balance();
    this.start();
  }

  /** Forgets what is open of a partition that was lost or rewound. */
  drop(progress: PartitionProgress): void {
    this.gathered = this.gathered.filter((each) => each.progress !== progress);
    for (const [record, owner] of this.open) if (owner === progress) this.close(record);
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
    // The fetch loop adds a fetch's records in one go: let it finish first.
    await Promise.resolve();
    while (this.gathered.length > 0 && !this.stopped && !this.held) {
      const gathered = this.gathered.splice(0, this.options.maxBatchRecords);
      await this.handleUntilDone(gathered);
    }
    // In the same turn as the loop's end: what was added a moment later would wait for a run that is over.
    this.running = undefined;
  }

  private async handleUntilDone(gathered: readonly Gathered[]): Promise<void> {
    for (let attempt = 1; !this.stopped; attempt += 1) {
      // What was lost meanwhile is somebody else's now.
      const records = gathered.filter(({ progress }) => !progress.abandoned).map(({ record }) => record);
      if (records.length === 0) return;
      try {
        await this.options.handle({
          records,
          finish: (record) => this.finish(record),
          isOpen: (record) => this.open.has(record),
          rewind: (topic, partition, offset) => this.options.rewind(topic, partition, offset),
        });
        if (this.options.completion === 'batch') for (const record of records) this.finish(record);
        return;
      } catch (error) {
        this.retries += 1;
        this.options.logger.warn({ err: error, attempt }, 'a batch failed and is tried again');
        const waitMs = Math.min(RETRY_MIN_MS * 2 ** (attempt - 1), RETRY_MAX_MS);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  private finish(record: ConsumedRecord): void {
    const progress = this.open.get(record);
    if (!progress) return;
    progress.finish(record);
    this.close(record);
    this.balance();
  }

  private close(record: ConsumedRecord): void {
    if (this.open.delete(record)) this.openBytes -= record.value?.length ?? 0;
  }

  private balance(): void {
    const { maxOpenRecords, maxOpenBytes } = this.options;
    const share = Math.max(this.open.size / maxOpenRecords, this.openBytes / maxOpenBytes);
    if (!this.paused && share >= 1) this.setPaused(true);
    else if (this.paused && share < 0.5) this.setPaused(false);
  }

  private setPaused(paused: boolean): void {
    this.paused = paused;
    this.options.setPaused(paused);
  }
}

import { vi } from 'vitest';
import { createLogger } from '#telemetry';
import { HandlerPump, type HandlerPumpOptions } from './handler.pump.js';
import { PartitionProgress } from './partition.progress.js';
import type { OpenRecord, RecordBatch } from './record.batch.js';
import { TakenRecord } from './taken.record.js';

interface Call {
  readonly batch: RecordBatch;
  readonly offsets: number[];
  resolve(): void;
  reject(error: Error): void;
}

const MESSAGE = { key: null, timestamp: '0', attributes: 0, headers: {} };

/** A pump whose handler is under way until the test settles it, and one partition that feeds it. */
export class PumpBench {
  readonly calls: Call[] = [];
  readonly pauses: boolean[] = [];
  readonly rewinds: [string, number, number][] = [];
  readonly pump: HandlerPump;
  readonly progress: PartitionProgress;

  constructor(options: Partial<HandlerPumpOptions> = {}) {
    this.pump = new HandlerPump({
      topics: ['t'],
      completion: 'batch',
      logger: createLogger('test', 'silent'),
      handle: (batch) =>
        new Promise((resolve, reject) => {
          this.calls.push({ batch, offsets: batch.records.map(({ offset }) => offset), resolve, reject });
        }),
      maxBatchRecords: 100,
      maxOpenRecords: 1_000,
      maxOpenBytes: 1_000_000,
      setPaused: (paused) => this.pauses.push(paused),
      rewind: (...where) => this.rewinds.push(where),
      ...options,
    });
    this.progress = this.partition(0, 0);
  }

  partition(number: number, firstOffset: number): PartitionProgress {
    return new PartitionProgress('t', number, firstOffset, undefined, (bytes) => this.pump.finished(bytes));
  }

  /** Hands on a fetch's records of one partition. */
  feed(offsets: readonly number[], progress = this.progress, bytes = 10): void {
    for (const offset of offsets) {
      const message = { ...MESSAGE, offset: String(offset), value: Buffer.alloc(bytes) };
      const record = new TakenRecord(message, progress);
      if (progress.begin(record)) this.pump.add(record);
    }
  }

  get handled(): number[][] {
    return this.calls.map(({ offsets }) => offsets);
  }

  recordsOf(call: number): readonly OpenRecord[] {
    return this.calls[call - 1]?.batch.records ?? [];
  }

  async resolve(call: number): Promise<void> {
    this.calls[call - 1]?.resolve();
    await settled();
  }

  async reject(call: number): Promise<void> {
    this.calls[call - 1]?.reject(new Error('database away'));
    await settled();
  }
}

/** Lets what is due now happen. Needs fake timers. */
export async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

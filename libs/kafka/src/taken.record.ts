import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { PartitionProgress } from './partition.progress.js';
import type { OpenRecord } from './record.batch.js';
import { FetchedRecord } from './record.decode.js';
import type { HeaderTexts } from './record.js';

/**
 * A record that was taken from Kafka and is to be worked on. Key, value and headers are read anew each time that they are asked for (see
 * `FetchedRecord`): whoever needs them more than once keeps them.
 */
export class TakenRecord implements OpenRecord {
  readonly offset: number;
  private isDone = false;

  constructor(
    private readonly message: KafkaMessage,
    readonly progress: PartitionProgress,
  ) {
    this.offset = message instanceof FetchedRecord ? message.offsetNumber : Number(message.offset);
  }

  get timestampMs(): number {
    return this.message instanceof FetchedRecord ? this.message.timestampMs : Number(this.message.timestamp);
  }

  get topic(): string {
    return this.progress.topic;
  }

  get partition(): number {
    return this.progress.partition;
  }

  get key(): Buffer | null {
    return this.message.key;
  }

  get value(): Buffer | null {
    return this.message.value;
  }

  get headers(): IHeaders {
    return this.message.headers ?? {};
  }

  get headerTexts(): HeaderTexts | undefined {
    return this.message instanceof FetchedRecord ? this.message.headerTexts : undefined;
  }

  /** What it takes in memory. */
  get bytes(): number {
    return this.message instanceof FetchedRecord ? this.message.bytes : (this.message.value?.length ?? 0);
  }

  get isOpen(): boolean {
    return !this.isDone && !this.progress.abandoned;
  }

  finish(): void {
    if (!this.isOpen) return;
    this.isDone = true;
    this.progress.finish(this);
  }
}

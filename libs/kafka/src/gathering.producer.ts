import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, Message, Producer, TopicMessages } from 'kafkajs';
import { type Logger, within } from '#telemetry';
import { type GapRule, GatheringGap } from './gathering.gap.js';
import { stickyPartitioner } from './sticky.partitioner.js';

/**
 * How long one send may take, connecting and trying again included. A broker that hangs would hold it for 40 s, which is
 * longer than whoever publishes over HTTP waits.
 */
const SEND_DEADLINE_MS = 12_000;

/** Short, for whoever publishes over HTTP waits for the send. */
const SEND_GAP: GapRule = { gaplessPerSecond: 400, msPerThousand: 5, maxMs: 5 };
/** A batch that is worth sending at once. */
const FULL_ENOUGH_RECORDS = 100;

/** So much may wait for Kafka in one process. */
export const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;

/** A record to be published. The key chooses the partition; what has none goes where the rest of its batch goes. */
export interface OutgoingRecord {
  /** The topic's name in Kafka. */
  readonly topic: string;
  readonly key: string | Buffer | null;
  readonly value: Buffer | string | null;
  readonly headers?: Record<string, Buffer | string>;
}

/** Kafka did not acknowledge the records in time. They may or may not have been written. */
export class KafkaUnavailable extends Error {
  override readonly name = 'KafkaUnavailable';
  constructor(cause: unknown) {
    super('Kafka did not acknowledge the records', { cause });
  }
}

/** More is waiting to be sent than `maxBacklogBytes`: the caller must slow down. */
export class ProducerBacklogFull extends Error {
  override readonly name = 'ProducerBacklogFull';
  constructor(readonly backlogBytes: number) {
    super(`${backlogBytes} bytes are already waiting for Kafka`);
  }
}

/** Whether records could not be stored for now, through no fault of their own. */
export function isKafkaAway(error: unknown): boolean {
  return error instanceof KafkaUnavailable || error instanceof ProducerBacklogFull;
}

export interface GatheringProducerOptions {
  readonly maxBatchRecords?: number;
  readonly maxBatchBytes?: number;
  readonly maxBacklogBytes?: number;
  /** So long each send waits for company, however little there is to do. Default: 0. */
  readonly minGapMs?: number;
}

interface Waiting {
  readonly record: OutgoingRecord;
  readonly bytes: number;
  readonly call: PublishCall;
}

interface PublishCall {
  unacknowledged: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * An idempotent producer that sends at once when there is little to do, and gathers when there is much: while a send is in flight,
 * and for some milliseconds before the next. Order within a partition is the order of calls.
 *
 * A send that failed for good spoils kafkajs's sequence numbers: they are rolled back though the broker may have
 * written the batch, and the next, different batch of the same length would then be taken for a repetition and dropped
 * in silence. So after every failed send the client is replaced by one with a new producer id.
 */
export class GatheringProducer {
  private readonly maxBatchRecords: number;
  private readonly maxBatchBytes: number;
  private readonly maxBacklogBytes: number;
  private readonly minGapMs: number;
  private waiting: Waiting[] = [];
  private backlogBytes = 0;
  private producer: Promise<Producer> | undefined;
  private flushing: Promise<void> | undefined;
  private readonly gap = new GatheringGap(SEND_GAP);
  private sends = 0;

  constructor(
    private readonly kafka: Kafka,
    private readonly logger: Logger,
    options: GatheringProducerOptions = {},
  ) {
    this.maxBatchRecords = options.maxBatchRecords ?? 500;
    this.maxBatchBytes = options.maxBatchBytes ?? 512 * 1024;
    this.maxBacklogBytes = options.maxBacklogBytes ?? MAX_BACKLOG_BYTES;
    this.minGapMs = options.minGapMs ?? 0;
  }

  /**
   * Resolves when every record is acknowledged by all in-sync replicas.
   * @throws KafkaUnavailable, ProducerBacklogFull
   */
  publish(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    if (this.backlogBytes >= this.maxBacklogBytes) return Promise.reject(new ProducerBacklogFull(this.backlogBytes));
    return new Promise((resolve, reject) => {
      const call: PublishCall = { unacknowledged: records.length, resolve, reject };
      for (const record of records) {
        const bytes = sizeOf(record);
        this.backlogBytes += bytes;
        this.waiting.push({ record, bytes, call });
      }
      this.gap.note(performance.now(), records.length);
      this.flushing ??= this.flush();
    });
  }

  /** Whether anything waits for Kafka, and how much. */
  get backlog(): { readonly records: number; readonly bytes: number } {
    return { records: this.waiting.length, bytes: this.backlogBytes };
  }

  async connect(): Promise<void> {
    try {
      await this.connected();
    } catch (error) {
      this.discardProducer();
      throw error;
    }
  }

  /** Sends what is waiting, then disconnects. */
  async close(): Promise<void> {
    await this.flushing;
    await (await this.producer)?.disconnect();
    this.producer = undefined;
  }

  private async flush(): Promise<void> {
    // One turn of the event loop gathers what arrived together.
    await nextTurn();
    while (this.waiting.length > 0) {
      await this.gather();
      const batch = this.takeBatch();
      try {
        await this.send(batch);
        for (const { call } of batch) {
          call.unacknowledged -= 1;
          if (call.unacknowledged === 0) call.resolve();
        }
      } catch (error) {
        const failure = new KafkaUnavailable(error);
        for (const { call } of batch) call.reject(failure);
      } finally {
        for (const { bytes } of batch) this.backlogBytes -= bytes;
      }
    }
    // In the same turn as the loop's end: what was published a moment later would wait for a flush that is over.
    this.flushing = undefined;
  }

  private async gather(): Promise<void> {
    if (this.waiting.length >= FULL_ENOUGH_RECORDS) return;
    const gapMs = Math.max(this.minGapMs, this.gap.ms(performance.now()));
    if (gapMs > 0) await sleep(gapMs);
  }

  private takeBatch(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { bytes: size } of this.waiting) {
      if (count > 0 && (count >= this.maxBatchRecords || bytes + size > this.maxBatchBytes)) break;
      bytes += size;
      count += 1;
    }
    const batch = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    return batch;
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    try {
      await within(SEND_DEADLINE_MS, this.sendNow(byTopic(batch)));
    } catch (error) {
      this.discardProducer();
      throw error;
    }
  }

  private async sendNow(topicMessages: TopicMessages[]): Promise<void> {
    const producer = await this.connected();
    this.sends += 1;
    await producer.sendBatch({ acks: -1, timeout: SEND_DEADLINE_MS, topicMessages });
  }

  private connected(): Promise<Producer> {
    this.producer ??= this.newProducer();
    return this.producer;
  }

  private async newProducer(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: stickyPartitioner(() => this.sends),
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /** Nobody waits for the old client to say goodbye: its broker may not answer. */
  private discardProducer(): void {
    const spoiled = this.producer;
    this.producer = undefined;
    spoiled
      ?.then((producer) => producer.disconnect())
      .catch((error: unknown) => {
        this.logger.debug({ err: error }, 'a spoiled producer did not disconnect cleanly');
      });
  }
}

function byTopic(batch: readonly Waiting[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { record } of batch) {
    const message: Message = { key: record.key, value: record.value };
    if (record.headers) message.headers = record.headers;
    const messages = topics.get(record.topic);
    if (messages) messages.push(message);
    else topics.set(record.topic, [message]);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

/** Bytes of key, value and headers, with a rough 64 for the record's own overhead. */
function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = 64 + (key?.length ?? 0) + (value?.length ?? 0);
  if (headers) for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0);
  return bytes;
}

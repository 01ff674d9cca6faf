import type { ConsumedRecord, KafkaClient, RecordBatch } from '#kafka';
import {
  advanceOffsets,
  type DataSource,
  type EntityManager,
  type OffsetStep,
  OffsetsMoved,
  placeOffset,
  readOffsets,
} from '#postgres';
import type { Logger } from '#telemetry';
import type { RecorderMetrics } from './recorder.metrics.js';

/**
 * Makes a consumer exactly-once: what it wrote and how far it read are one transaction in PostgreSQL, and reading goes
 * on from there, whatever Kafka's own group offset says. A process that lost a partition without noticing cannot write:
 * the offset is no longer where it expects it.
 */
export class RecordedPartitions {
  /** Where reading must go on, by topic and partition; learned from PostgreSQL when first met. */
  private readonly expected = new Map<string, number>();
  /** Offsets that were sought and are gone from Kafka: reading goes on at the next record that is left. */
  private readonly missing = new Map<string, number>();

  constructor(
    private readonly consumer: string,
    private readonly database: DataSource,
    private readonly kafka: KafkaClient,
    private readonly logger: Logger,
    private readonly metrics: RecorderMetrics,
  ) {}

  /** The records of the batch that are to be written now. Others were written before, or are read again first. */
  async admit(batch: RecordBatch): Promise<ConsumedRecord[]> {
    const admitted: ConsumedRecord[] = [];
    for (const records of byPartition(batch.records).values()) {
      const [first] = records;
      if (!first) continue;
      const expected = this.expected.get(keyOf(first)) ?? (await this.learn(first));
      if (first.offset > expected && this.missing.get(keyOf(first)) !== expected) {
        this.missing.set(keyOf(first), expected);
        batch.rewind(first.topic, first.partition, expected);
        continue;
      }
      for (const record of records) if (record.offset >= expected) admitted.push(record);
    }
    return admitted;
  }

  /** Runs `write` and moves the offsets over `admitted` in one transaction. */
  async commit(admitted: readonly ConsumedRecord[], write: (manager: EntityManager) => Promise<void>): Promise<void> {
    const steps = this.stepsOver(admitted);
    const startedAtMs = Date.now();
    try {
      await this.database.transaction(async (manager) => {
        await advanceOffsets(manager, this.consumer, steps);
        await write(manager);
      });
    } catch (error) {
      // After a failed commit, too, nobody knows what PostgreSQL holds: it is asked again.
      for (const step of steps) this.expected.delete(keyOf(step));
      if (error instanceof OffsetsMoved) this.logger.warn({ consumer: this.consumer }, error.message);
      throw error;
    }
    for (const step of steps) this.expected.set(keyOf(step), step.nextOffset);
    if (admitted.length > 0) this.metrics.committed(this.consumer, admitted.length, startedAtMs, Date.now());
  }

  private stepsOver(admitted: readonly ConsumedRecord[]): OffsetStep[] {
    return [...byPartition(admitted).values()].flatMap((records) => {
      const last = records.at(-1);
      const expected = last && this.expected.get(keyOf(last));
      if (!last || expected === undefined) return [];
      return [{ topic: last.topic, partition: last.partition, expected, nextOffset: last.offset + 1 }];
    });
  }

  private async learn(first: ConsumedRecord): Promise<number> {
    const { topic, partition } = first;
    const recorded = (await readOffsets(this.database, this.consumer, topic)).get(partition);
    const { high = 0 } = (await this.kafka.offsetsOf(topic)).get(partition) ?? {};
    let expected = recorded ?? first.offset;
    if (recorded !== undefined && recorded > high) {
      this.logger.warn({ topic, partition, recorded, high }, 'the topic was made anew: recording begins at its start');
      expected = first.offset;
    }
    if (expected !== recorded)
      await placeOffset(this.database, this.consumer, { topic, partition, nextOffset: expected });
    this.expected.set(keyOf(first), expected);
    return expected;
  }
}

function keyOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}

function byPartition(records: readonly ConsumedRecord[]): Map<string, ConsumedRecord[]> {
  const partitions = new Map<string, ConsumedRecord[]>();
  let current: ConsumedRecord[] = [];
  let before: ConsumedRecord | undefined;
  for (const record of records) {
    // Mostly that of the record before.
    if (record.partition !== before?.partition || record.topic !== before.topic) {
      const key = keyOf(record);
      current = partitions.get(key) ?? [];
      partitions.set(key, current);
    }
    current.push(record);
    before = record;
  }
  return partitions;
}

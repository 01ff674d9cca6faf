import { crc32c } from './crc32c.hash.js';
import { RecordsWriter, type RecordToWrite } from './records.writer.js';

/** What kafkajs wants produced; 64-bit numbers are decimal text, or print as such. */
export interface ProduceRequest {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  readonly producerId?: unknown;
  readonly producerEpoch?: number;
  readonly topicData: readonly { readonly topic: string; readonly partitions: readonly PartitionToProduce[] }[];
}

export interface PartitionToProduce {
  readonly partition: number;
  /** Of the first record, for the broker to notice what comes twice. */
  readonly firstSequence?: number;
  readonly messages: readonly (RecordToWrite & { readonly timestamp?: string | number | null })[];
}

interface Producer {
  readonly id: bigint;
  readonly epoch: number;
  readonly isTransactional: boolean;
}

const MAGIC = 2;
const TRANSACTIONAL = 16;
/** Of a record with its headers, to begin with. */
const EXPECTED_RECORD_BYTES = 1_500;

/**
 * The body of a Produce request of versions 3 to 7, its records uncompressed, in one buffer.
 * @param roomBefore bytes to leave free in front of it: the body begins behind them
 * Sources: https://kafka.apache.org/41/documentation/#recordbatch, https://kafka.apache.org/protocol#The_Messages_Produce
 */
export function encodeProduceRequest(request: ProduceRequest, nowMs: number, roomBefore = 0): Buffer {
  const { acks, timeout, transactionalId = null, producerId = -1, producerEpoch = 0, topicData } = request;
  const producer = {
    id: BigInt(String(producerId)),
    epoch: producerEpoch,
    isTransactional: Boolean(transactionalId),
  };
  const records = topicData
    .flatMap(({ partitions }) => partitions)
    .reduce((sum, each) => sum + each.messages.length, 0);
  const writer = new RecordsWriter(roomBefore + (records + 1) * EXPECTED_RECORD_BYTES);
  writer.skip(roomBefore);
  writer.text(transactionalId);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    writer.text(topic);
    writer.int32(partitions.length);
    for (const each of partitions) writePartition(writer, each, producer, nowMs);
  }
  return writer.written.subarray(roomBefore);
}

function writePartition(writer: RecordsWriter, given: PartitionToProduce, producer: Producer, nowMs: number): void {
  writer.int32(given.partition);
  const size = writer.skip(4);
  writeBatch(writer, given, producer, nowMs);
  writer.setInt32(size, writer.at - size - 4);
}

function writeBatch(
  writer: RecordsWriter,
  { messages, firstSequence = 0 }: PartitionToProduce,
  by: Producer,
  nowMs: number,
) {
  const times = messages
    .flatMap(({ timestamp }) => timestamp ?? [])
    .map(Number)
    .sort((one, other) => one - other);
  const firstMs = times[0] ?? nowMs;
  writer.int64(0n); // The broker gives the offsets.
  const length = writer.skip(4);
  writer.int32(0); // Nor does a producer know the leader's epoch.
  writer.int8(MAGIC);
  const checksum = writer.skip(4);
  const checked = writer.at;
  writer.int16(by.isTransactional ? TRANSACTIONAL : 0);
  writer.int32(messages.length - 1);
  writer.int64(BigInt(firstMs));
  writer.int64(BigInt(times.at(-1) ?? nowMs));
  writer.int64(by.id);
  writer.int16(by.epoch);
  writer.int32(firstSequence);
  writer.int32(messages.length);
  for (const [index, message] of messages.entries()) {
    writer.record(message, index, Number(message.timestamp ?? nowMs) - firstMs);
  }
  writer.setInt32(length, writer.at - length - 4);
  writer.setUInt32(checksum, crc32c(writer.written, checked));
}

import { type BatchContext, decodeRecords, FetchedRecord } from './record.decode.js';

/** kafkajs' reader of an answer: where it is, and what of. */
interface AnswerReader {
  readonly buffer: Buffer;
  readonly offset: number;
  forward(bytes: number): void;
}

type DecodeBatch = (reader: AnswerReader) => Promise<DecodedBatch>;
type DecodedBatch = Omit<BatchContext, 'magicByte'> & { readonly records: readonly FetchedRecord[] };

/** Of a batch's offset and length, which its length does not count. */
const BEFORE_LENGTH_BYTES = 12;
const HEAD_BYTES = 61;
const COMPRESSION_MASK = 0x07;
const TIMESTAMP_TYPE_MASK = 0x08;
const TRANSACTIONAL_MASK = 0x10;
const CONTROL_MASK = 0x20;

/**
 * The decoder of a batch of records, in the place of kafkajs' own, `theirs`. That makes three objects of each record on its way; it keeps what
 * is compressed, and what was cut off.
 * Source: https://kafka.apache.org/41/documentation/#recordbatch
 */
export function batchDecoder(theirs: DecodeBatch): DecodeBatch {
  return async (reader) => {
    const { buffer, offset: at } = reader;
    const end = at + BEFORE_LENGTH_BYTES + buffer.readInt32BE(at + 8);
    if (end > buffer.length || end < at + HEAD_BYTES) return theirs(reader);
    const attributes = buffer.readInt16BE(at + 21);
    if ((attributes & COMPRESSION_MASK) !== 0) return theirs(reader);
    reader.forward(end - at);
    const context = {
      firstOffset: String(buffer.readBigInt64BE(at)),
      firstTimestamp: String(buffer.readBigInt64BE(at + 27)),
      partitionLeaderEpoch: buffer.readInt32BE(at + 12),
      inTransaction: (attributes & TRANSACTIONAL_MASK) !== 0,
      isControlBatch: (attributes & CONTROL_MASK) !== 0,
      lastOffsetDelta: buffer.readInt32BE(at + 23),
      producerId: String(buffer.readBigInt64BE(at + 43)),
      producerEpoch: buffer.readInt16BE(at + 51),
      firstSequence: buffer.readInt32BE(at + 53),
      maxTimestamp: String(buffer.readBigInt64BE(at + 35)),
      timestampType: (attributes & TIMESTAMP_TYPE_MASK) === 0 ? 0 : 1,
    };
    const batch = { ...context, magicByte: buffer.readInt8(at + 16) };
    return { ...context, records: decodeRecords(buffer, at + HEAD_BYTES - 4, end, batch) };
  };
}

/** What a fetch brought of a partition. */
interface FetchedPartition {
  readonly partition: number;
  readonly highWatermark: string;
  readonly abortedTransactions?: readonly object[];
  readonly messages: readonly unknown[];
}

interface Batch {
  rawMessages: readonly unknown[];
  messagesWithinOffset: readonly unknown[];
  messages: readonly unknown[];
}

type BatchClass = new (topic: string, fetchedOffset: string, fetched: FetchedPartition) => Batch;

/**
 * kafkajs' class of what a fetch brought of a partition, which compares each record's offset, written out as text, as a number of 64 bits. Here it
 * is compared as it is; aborted transactions stay with `Theirs`.
 */
export function batchClass(Theirs: BatchClass): BatchClass {
  return class FetchedBatch extends Theirs {
    constructor(topic: string, fetchedOffset: string, fetched: FetchedPartition) {
      const records = fetched.abortedTransactions?.length ? undefined : fetchedRecords(fetched.messages);
      super(topic, fetchedOffset, records ? { ...fetched, messages: [] } : fetched);
      if (!records) return;
      const first = Number(fetchedOffset);
      this.rawMessages = records;
      this.messagesWithinOffset = records.filter(({ offsetNumber }) => offsetNumber >= first);
      this.messages = this.messagesWithinOffset.filter((record) => !(record as FetchedRecord).isControlRecord);
    }
  };
}

/** `undefined` where some came in an older form. */
function fetchedRecords(messages: readonly unknown[]): readonly FetchedRecord[] | undefined {
  return messages.every((message) => message instanceof FetchedRecord) ? messages : undefined;
}

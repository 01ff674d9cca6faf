import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  CompressionTypes,
  Decoder,
  message,
  original,
  PRODUCE,
  type Produce,
  recordOf,
} from './kafkajs.modules.fixture.js';
import './kafkajs.modules.js';
import { decodeRecord } from './record.decode.js';

const require = createRequire(import.meta.url);
const BATCH = 'kafkajs/src/consumer/batch.js';
const DECODE_BATCH = 'kafkajs/src/protocol/recordBatch/v0/decoder.js';

describe('a batch as we read it', () => {
  type Context = Record<string, unknown>;
  type DecodedBatch = Context & { records: (Context & { headers: object })[] };
  type DecodeBatch = (reader: object) => Promise<DecodedBatch>;
  interface Batch {
    messages: { offset: string }[];
    rawMessages: { offset: string }[];
    firstOffset(): string | null;
    lastOffset(): string;
    isEmptyDueToFiltering(): boolean;
    isEmptyDueToLogCompactedMessages(): boolean;
  }
  type BatchClass = new (topic: string, fetchedOffset: string, answer: object) => Batch;

  /** One of each that stand in a request of one topic with a name of one character. */
  const batchesOf = (request: Buffer) => new Decoder(request.subarray(2 + 2 + 4 + 4 + (2 + 1) + 4 + 4 + 4));
  const plain = ({ records, ...context }: DecodedBatch) => ({
    ...context,
    records: records.map(({ magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord }) => ({
      ...{ magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord },
    })),
  });
  const written = fc.record({
    messages: fc.array(message, { minLength: 1, maxLength: 4 }),
    firstSequence: fc.nat(),
    producerId: fc.nat().map(String),
    compression: fc.constantFrom(CompressionTypes.none, CompressionTypes.gzip),
    /** As the broker sets them: what the records count from, and flags. */
    firstOffset: fc.nat({ max: 2 ** 40 }),
    flags: fc.constantFrom(0, 0x08, 0x10, 0x20, 0x30),
    cutOff: fc.nat(80),
  });

  it('is what kafkajs reads, compressed or not, whole or cut off', async () => {
    const produce = original<Produce>(PRODUCE);
    const theirs = original<DecodeBatch>(DECODE_BATCH);
    const ours = require(DECODE_BATCH) as DecodeBatch;
    await fc.assert(
      fc.asyncProperty(written, async ({ messages: records, firstOffset, flags, cutOff, ...batchOf }) => {
        const partitions = [{ partition: 0, messages: records, firstSequence: batchOf.firstSequence }];
        const { buffer } = await produce({
          ...{ acks: -1, timeout: 1, transactionalId: null, producerEpoch: 0, ...batchOf },
          topicData: [{ topic: 't', partitions }],
        }).encode();
        const { buffer: answer } = batchesOf(buffer);
        answer.writeBigInt64BE(BigInt(firstOffset), 0);
        answer.writeInt16BE(answer.readInt16BE(21) | flags, 21);
        const end = Math.max(61, answer.length - (cutOff > 20 ? 0 : cutOff));
        const read = (decode: DecodeBatch) =>
          decode(new Decoder(answer.subarray(0, end))).then(plain, (error: Error) => error.name);
        expect(await read(ours)).toEqual(await read(theirs));
      }),
    );
  });

  it('hands on the records that kafkajs hands on', () => {
    const Theirs = original<BatchClass>(BATCH);
    const Ours = require(BATCH) as BatchClass;
    const answers = fc.record({
      offsets: fc.uniqueArray(fc.nat(30), { maxLength: 6 }).map((offsets) => offsets.sort((a, b) => a - b)),
      fetchedOffset: fc.nat(30).map(String),
      isControlBatch: fc.boolean(),
      abortedTransactions: fc.constantFrom(undefined, [], [{ producerId: '7', firstOffset: '3' }]),
      inOlderForm: fc.boolean(),
    });
    fc.assert(
      fc.property(answers, ({ offsets, fetchedOffset, isControlBatch, abortedTransactions, inOlderForm }) => {
        const context = { firstOffset: '0', firstTimestamp: '0', maxTimestamp: '0', timestampType: 0, magicByte: 2 };
        const producer = { producerId: '7', inTransaction: true };
        const fetched = offsets.map((offset) =>
          decodeRecord(bodyOf(recordOf({ key: '', value: '' }, offset)), { ...context, ...producer, isControlBatch }),
        );
        const older = offsets.map((offset) => ({ offset: String(offset), key: null, value: null, batchContext: {} }));
        const answer = {
          partition: 0,
          highWatermark: '40',
          abortedTransactions,
          messages: inOlderForm ? older : fetched,
        };
        const read = (batchOf: BatchClass) => {
          const each = new batchOf('t', fetchedOffset, answer);
          const empty = [each.isEmptyDueToFiltering(), each.isEmptyDueToLogCompactedMessages()];
          const handedOn = each.messages.map(({ offset }) => offset);
          return [handedOn, each.rawMessages.length, each.firstOffset(), each.lastOffset(), empty];
        };
        expect(read(Ours)).toEqual(read(Theirs));
      }),
    );
  });
});

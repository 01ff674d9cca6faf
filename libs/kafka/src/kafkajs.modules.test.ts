import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { IHeaders } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  bytes,
  CompressionTypes,
  Decoder,
  headerName,
  headerValue,
  message,
  original,
  PRODUCE,
  type Produce,
  recordOf,
  text,
} from './kafkajs.modules.fixture.js';
import './kafkajs.modules.js';
import { encodeProduceRequest, type ProduceRequest } from './produce.request.js';
import { type BatchContext, decodeRecord } from './record.decode.js';
import { headerText } from './record.js';
import { RecordsWriter } from './records.writer.js';

type Frame = (of: object) => Promise<{ buffer: Buffer }>;
type Group = (of: object) => Record<number, unknown[]>;

const require = createRequire(import.meta.url);
const FRAME = 'kafkajs/src/protocol/request.js';
const GROUP = 'kafkajs/src/producer/groupMessagesPerPartition.js';
const DECODER = 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';

/** As many digits as times of today have: kafkajs compares them as texts. */
const timestamp = fc.integer({ min: 10 ** 12, max: 10 ** 13 - 1 }).map(String);
const messages = fc.oneof(
  fc.array(message, { maxLength: 3 }),
  fc.array(
    fc.tuple(message, timestamp).map(([each, at]) => ({ ...each, timestamp: at })),
    { maxLength: 3 },
  ),
);
const partition = fc.record({ partition: fc.nat(100), firstSequence: fc.nat(), messages });
const request: fc.Arbitrary<ProduceRequest> = fc.record({
  acks: fc.constantFrom(-1, 1),
  timeout: fc.nat(),
  transactionalId: fc.constantFrom(null, 'a transaction'),
  producerId: fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }).map(String),
  producerEpoch: fc.nat(2 ** 15 - 1),
  topicData: fc.array(fc.record({ topic: text, partitions: fc.array(partition, { maxLength: 2 }) }), { maxLength: 2 }),
});
const batch: fc.Arbitrary<BatchContext> = fc.record({
  firstOffset: fc.nat().map(String),
  firstTimestamp: fc.nat({ max: 2 ** 44 }).map(String),
  maxTimestamp: fc.nat({ max: 2 ** 44 }).map(String),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
});

/** Everything that kafkajs' own decoder gives. */
function read(body: { buffer: Buffer }, context: BatchContext) {
  const record = decodeRecord(body, context);
  const { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext } = record;
  return { magicByte, attributes, timestamp, offset, key, value, headers, isControlRecord, batchContext };
}

describe('a Produce request', () => {
  it('is what kafkajs writes, byte for byte', async () => {
    const theirs = original<Produce>(PRODUCE);
    await fc.assert(
      fc.asyncProperty(request, async (each) => {
        // Until both were written in the same millisecond.
        for (;;) {
          const nowMs = Date.now();
          const { buffer } = await theirs(each).encode();
          if (Date.now() !== nowMs) continue;
          expect(encodeProduceRequest(each, nowMs)).toEqual(buffer);
          break;
        }
      }),
    );
  });

  it('stands in its frame as kafkajs puts it there', async () => {
    const theirs = original<Frame>(FRAME);
    const ours = require(FRAME) as Frame;
    const fields = fc.record({ apiKey: fc.nat(99), apiVersion: fc.nat(9) });
    const clientId = fc.oneof(text, fc.constant(null));
    await fc.assert(
      fc.asyncProperty(
        fields,
        clientId,
        fc.nat(),
        bytes,
        fc.nat(60),
        async (head, client, correlationId, body, room) => {
          const payload = Buffer.concat([Buffer.alloc(room), body]).subarray(room);
          const encode = async () => ({ buf: payload, buffer: payload, roomBefore: room });
          const of = { correlationId, clientId: client, request: { ...head, encode } };
          expect((await ours(of)).buffer).toEqual((await theirs(of)).buffer);
        },
      ),
    );
  });

  it('has its records in the groups that kafkajs puts them into', () => {
    const theirs = original<Group>(GROUP);
    const ours = require(GROUP) as Group;
    fc.assert(
      fc.property(fc.array(fc.nat(5)), fc.array(fc.constant({}), { maxLength: 6 }), (given, partitionMetadata) => {
        const partitioner = ({ message: number }: { message: number }) => number;
        const of = { topic: 't', partitionMetadata, messages: given, partitioner };
        expect(ours(of)).toEqual(theirs(of));
      }),
    );
  });
});

describe('a record as we read it', () => {
  it('is what kafkajs reads', () => {
    const theirs = original<typeof read>(DECODER);
    fc.assert(
      fc.property(message, batch, fc.nat(2 ** 20), fc.integer(), (each, context, offset, time) => {
        const record = recordOf(each, offset, time);
        expect(read(bodyOf(record), context)).toEqual(theirs(bodyOf(record), context));
      }),
    );
  });

  it('has the texts of its headers, the last of each', () => {
    const context = fc.sample(batch, 1)[0] as BatchContext;
    const nullable = fc.oneof(headerValue, fc.constant(null));
    const headers = fc.dictionary(headerName, fc.oneof(nullable, fc.array(nullable, { minLength: 1, maxLength: 3 })), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(headers, (given) => {
        const record = decodeRecord(bodyOf(recordOf({ value: '', headers: given })), context);
        const texts = Object.keys(record.headers).map((name) => [name, headerText(record.headers as IHeaders, name)]);
        expect(record.headerTexts).toEqual(Object.fromEntries(texts.filter(([, text]) => text !== undefined)));
      }),
    );
  });

  it('keeps headers whose names every object has, where kafkajs mixes them up', () => {
    const context = fc.sample(batch, 1)[0] as BatchContext;
    const names = ['constructor', 'toString', '__proto__'];
    const record = recordOf({ value: '', headers: Object.fromEntries(names.map((name) => [name, ['1', '2']])) });
    const { headers } = decodeRecord(bodyOf(record), context);
    expect(Object.keys(headers)).toEqual(names);
    expect(Object.values(headers).map(String)).toEqual(['1,2', '1,2', '1,2']);
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  it('has the names of its own headers, whatever stood in their places in the record before', () => {
    const context = fc.sample(batch, 1)[0] as BatchContext;
    const namesOf = (name: Buffer) => {
      const writer = new RecordsWriter(1);
      writer.record({ value: '', headers: { '': name } }, 0, 0);
      // The empty name and its value change places, so that any bytes are a name.
      const record = Buffer.from(writer.written);
      const at = record.length - name.length - 2;
      record.set([2 * name.length, ...name, 0], at);
      return Object.keys(decodeRecord(bodyOf(record), context).headers);
    };
    // `é` in one byte, which is no UTF-8, and in two.
    for (const name of [Buffer.from('e'), Buffer.from('é'), Buffer.from([0xe9]), Buffer.from('f'), Buffer.from('ff')]) {
      expect(namesOf(name)).toEqual([name.toString()]);
    }
  });

  it('is refused where it ends too early, and where a number is too large', () => {
    const context = fc.sample(batch, 1)[0] as BatchContext;
    const { buffer: whole } = bodyOf(recordOf({ key: 'key', value: 'value', headers: { name: 'text' } }));
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => read({ buffer: whole.subarray(0, length) }, context)).toThrow('a record ends too early');
    }
    const large = Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0]);
    expect(() => decodeRecord({ buffer: large }, context)).toThrow('more than 53 bits');
  });
});

describe('kafkajs as it is installed', () => {
  const newestProduce = () => require('kafkajs/src/protocol/requests/produce/v7/request.js') as Produce;
  const topicData = [{ topic: 't', partitions: [{ partition: 0, messages: [{ value: 'value' }] }] }];
  const given = { acks: -1, timeout: 1, topicData };

  it('produces by what it was given, in the newest version, too', async () => {
    const ours = newestProduce()(given);
    expect(ours.apiVersion).toBe(7);
    // An encoder of kafkajs' own has this, too.
    expect(await ours.encode()).not.toHaveProperty('offset');
    expect((await ours.encode()).buffer.includes('value')).toBe(true);
  });

  it('compresses where it is asked to', async () => {
    const { buffer } = await newestProduce()({ ...given, compression: CompressionTypes.gzip }).encode();
    expect(buffer.includes('value')).toBe(false);
  });

  it('reads by what it was given', async () => {
    expect(require(DECODER)).toBe(decodeRecord);
    const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js') as (
      decoder: object,
    ) => Promise<{ value: Buffer; headers: object }[]>;
    // What stands before the records' size: no transaction, acks, time-out, one topic of one character, one partition.
    const sizeAt = 2 + 2 + 4 + 4 + (2 + 1) + 4 + 4;
    const [decoded] = await decodeMessages(new Decoder(encodeProduceRequest(given, 0).subarray(sizeAt)));
    expect(decoded?.value.toString()).toBe('value');
  });
});

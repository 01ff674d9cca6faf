import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BatchContext,
  decodeRecord,
  encodeRecord,
  type RecordToEncode,
  replaceKafkajsRecordCodec,
} from './kafkajs.record-codec.js';

const require = createRequire(import.meta.url);
const ENCODER = 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
const DECODER = 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (
  buffer: Buffer,
) => { readVarIntBytes(): Buffer; buffer: Buffer };
const theirEncoder = require(ENCODER) as (record: RecordToEncode) => { buffer: Buffer };
const theirDecoder = require(DECODER) as typeof decodeRecord;

const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
/** No name that every object has: kafkajs takes what stands under it for a header that came before. */
const headerName = text.filter((name) => !(name in {}));
const field = fc.oneof(bytes, text, fc.constant(null));
const headerValue = fc.oneof(bytes, text);
const record: fc.Arbitrary<RecordToEncode> = fc.record({
  offsetDelta: fc.nat(2 ** 20),
  timestampDelta: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
  key: field,
  value: field,
  headers: fc.dictionary(headerName, fc.oneof(headerValue, fc.array(headerValue, { maxLength: 3 })), {
    noNullPrototype: true,
  }),
});
const batch: fc.Arbitrary<BatchContext> = fc.record({
  firstOffset: fc.nat().map(String),
  firstTimestamp: fc.nat({ max: 2 ** 44 }).map(String),
  maxTimestamp: fc.nat({ max: 2 ** 44 }).map(String),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
});
const bodyOf = (encoded: Buffer) => new Decoder(new Decoder(encoded).readVarIntBytes());

describe('a record as we write and read it', () => {
  it('is what kafkajs writes, byte for byte', () => {
    fc.assert(
      fc.property(record, (each) => {
        expect(encodeRecord(each).buffer).toEqual(theirEncoder(each).buffer);
      }),
    );
  });

  it('is what kafkajs reads', () => {
    fc.assert(
      fc.property(record, batch, (each, context) => {
        const { buffer } = encodeRecord(each);
        expect(decodeRecord(bodyOf(buffer), context)).toEqual(theirDecoder(bodyOf(buffer), context));
      }),
    );
  });

  it('keeps headers whose names every object has, where kafkajs mixes them up', () => {
    const context = fc.sample(batch, 1)[0] as BatchContext;
    const names = ['constructor', 'toString', '__proto__'];
    const { buffer } = encodeRecord({
      value: '',
      headers: Object.fromEntries(names.map((name) => [name, ['1', '2']])),
    });
    const { headers } = decodeRecord(bodyOf(buffer), context);
    expect(Object.keys(headers)).toEqual(names);
    expect(Object.values(headers).map(String)).toEqual(['1,2', '1,2', '1,2']);
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  it('is refused where it ends too early, and where a number is too large', () => {
    const context = fc.sample(batch, 1)[0] as BatchContext;
    const { buffer: whole } = bodyOf(encodeRecord({ key: 'key', value: 'value', headers: { name: 'text' } }).buffer);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decodeRecord({ buffer: whole.subarray(0, length) }, context)).toThrow('a record ends at its byte');
    }
    const large = Buffer.from([0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0]);
    expect(() => decodeRecord({ buffer: large }, context)).toThrow('more than 53 bits');
  });
});

describe('kafkajs as it is installed', () => {
  it('uses what it was given', async () => {
    replaceKafkajsRecordCodec();
    const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as {
      RecordBatch: (of: object) => Promise<{ buffer: Buffer }>;
    };
    const produce = require('kafkajs/src/protocol/requests/produce/v3/request.js') as (of: object) => {
      encode(): Promise<{ buffer: Buffer }>;
    };
    const decodeMessages = require('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js') as (
      decoder: object,
    ) => Promise<{ value: Buffer; headers: Record<string, Buffer> }[]>;
    expect(require(ENCODER)).toBe(encodeRecord);
    expect(require(DECODER)).toBe(decodeRecord);

    const messages = [{ value: 'value', headers: { name: 'text' } }];
    const topicData = [{ topic: 't', partitions: [{ partition: 0, messages }] }];
    const request = await produce({ acks: -1, timeout: 1, topicData }).encode();
    expect(request.buffer.includes(encodeRecord({ value: 'value', headers: { name: 'text' } }).buffer)).toBe(true);

    const { buffer: encoded } = await RecordBatch({ records: messages.map((message) => encodeRecord(message)) });
    const size = Buffer.alloc(4);
    size.writeInt32BE(encoded.length);
    // Nothing of what stood in the memory before gets out: what is longer than any first guess is still the same bytes.
    const long = 'v'.repeat(100_000);
    const { buffer: grown } = await RecordBatch({ records: [encodeRecord({ value: long })] });
    expect(grown.length).toBeLessThan(100_100);
    expect(grown.includes(long)).toBe(true);
    const [decoded] = await decodeMessages(new Decoder(Buffer.concat([size, encoded])));
    expect(decoded?.headers.name?.toString()).toBe('text');
  });
});

import { createRequire } from 'node:module';
import fc from 'fast-check';
import { RecordsWriter, type RecordToWrite } from './records.writer.js';

export type Produce = (of: object) => { apiVersion: number; encode(): Promise<{ buffer: Buffer }> };

export const PRODUCE = 'kafkajs/src/protocol/requests/produce/v3/request.js';

const require = createRequire(import.meta.url);
export const Decoder = require('kafkajs/src/protocol/decoder.js') as new (
  buffer: Buffer,
) => { readVarIntBytes(): Buffer; buffer: Buffer };
export const CompressionTypes = { none: 0, gzip: 1 };

/** The module as kafkajs wrote it. */
export function original<T>(path: string): T {
  const name = require.resolve(path);
  const replaced = require.cache[name];
  delete require.cache[name];
  const theirs = require(path) as T;
  require.cache[name] = replaced;
  return theirs;
}

export const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));
export const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 }));
/** No name that every object has: kafkajs takes what stands under it for a header that came before. */
export const headerName = text.filter((name) => !(name in {}));
/** As long as it takes for a length of two bytes not to be enough. */
const longText = fc.integer({ min: 8_100, max: 8_300 }).map((length) => 'é'.padEnd(length));
const field = fc.oneof(bytes, text, fc.constant(null), longText);
export const headerValue = fc.oneof(bytes, text);
export const message: fc.Arbitrary<RecordToWrite> = fc.record({
  key: field,
  value: field,
  headers: fc.dictionary(headerName, fc.oneof(headerValue, fc.array(headerValue, { maxLength: 3 })), {
    noNullPrototype: true,
  }),
});
/** A record behind its length. */
export function recordOf(one: RecordToWrite, offsetDelta = 0, timestampDelta = 0): Buffer {
  const writer = new RecordsWriter(1);
  writer.record(one, offsetDelta, timestampDelta);
  return writer.written;
}
/** What stands behind that. */
export const bodyOf = (record: Buffer) => new Decoder(new Decoder(record).readVarIntBytes());

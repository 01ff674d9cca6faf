import { createRequire } from 'node:module';

type Bytes = Buffer | string | null | undefined;

/** A record as kafkajs hands it to its encoder. */
export interface RecordToEncode {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key?: Bytes;
  readonly value: Bytes;
  readonly headers?: Readonly<Record<string, Bytes | readonly Bytes[]>>;
}

/** What kafkajs tells its decoder about the batch that a record stands in; 64-bit numbers are decimal text. */
export interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly timestampType: number;
  readonly magicByte: number;
  readonly isControlBatch: boolean;
}

type HeaderValues = Record<string, Buffer | null | (Buffer | null)[]>;

const LOG_APPEND_TIME = 1;
const ENCODER = 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
const DECODER = 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';

/**
 * kafkajs 2.2.4 allocates 512 bytes for each record and each header that it encodes, and an array and a buffer for each length;
 * it decodes headers by copying all that came before for each, and offsets by way of objects for 64-bit integers. Here
 * a record is one buffer of its size, and is read in one pass. What grows while it is written is not filled with zeros first.
 * Must run before the first request is made: kafkajs loads what uses the two modules of records only then.
 * Source: https://kafka.apache.org/41/documentation/#recordformat
 */
export function replaceKafkajsRecordCodec(): void {
  const require = createRequire(import.meta.url);
  for (const [path, own] of [
    [ENCODER, encodeRecord],
    [DECODER, decodeRecord],
  ] as const) {
    require(path);
    const loaded = require.cache[require.resolve(path)];
    if (loaded) loaded.exports = own;
  }
  const { prototype } = require('kafkajs/src/protocol/encoder.js') as { prototype: Encoder };
  prototype.ensureAvailable = function ensureAvailable(this: Encoder, length: number): void {
    const needed = this.offset + length;
    if (needed <= this.buf.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.buf.length));
    this.buf.copy(grown, 0, 0, this.offset);
    this.buf = grown;
  };
}

interface Encoder {
  buf: Buffer;
  offset: number;
  ensureAvailable(length: number): void;
}

/** What kafkajs takes for an encoder that is done. */
export function encodeRecord(record: RecordToEncode): { readonly buf: Buffer; readonly buffer: Buffer } {
  const { offsetDelta = 0, timestampDelta = 0, key, value, headers } = record;
  const namesAndValues: Bytes[] = [];
  for (const name in headers) {
    const values = headers[name];
    if (Array.isArray(values)) for (const each of values as readonly Bytes[]) namesAndValues.push(name, each);
    else namesAndValues.push(name, values as Bytes);
  }
  const headerCount = namesAndValues.length / 2;
  let bodyLength = 1 + sizeOfVarInt(timestampDelta) + sizeOfVarInt(offsetDelta) + sizeOfVarInt(headerCount);
  bodyLength += sizeOfField(key) + sizeOfField(value);
  for (const field of namesAndValues) bodyLength += sizeOfField(field);

  const buffer = Buffer.allocUnsafe(sizeOfVarInt(bodyLength) + bodyLength);
  let at = writeVarInt(buffer, 0, bodyLength);
  buffer[at] = 0;
  at = writeVarInt(buffer, at + 1, timestampDelta);
  at = writeVarInt(buffer, at, offsetDelta);
  at = writeField(buffer, at, key);
  at = writeField(buffer, at, value);
  at = writeVarInt(buffer, at, headerCount);
  for (const field of namesAndValues) at = writeField(buffer, at, field);
  return { buf: buffer, buffer };
}

/** Reads a record that `decoder` holds from its attributes on, as kafkajs' own decoder does. */
export function decodeRecord({ buffer }: { readonly buffer: Buffer }, batch: BatchContext) {
  const reader = new Reader(buffer);
  const attributes = reader.byte();
  const timestampDelta = reader.varInt();
  const offsetDelta = reader.varInt();
  const isStampedByBroker = batch.timestampType === LOG_APPEND_TIME && batch.maxTimestamp;
  return {
    magicByte: batch.magicByte,
    attributes,
    timestamp: isStampedByBroker ? batch.maxTimestamp : String(Number(batch.firstTimestamp) + timestampDelta),
    offset: String(Number(batch.firstOffset) + offsetDelta),
    key: reader.bytes(),
    value: reader.bytes(),
    headers: readHeaders(reader),
    isControlRecord: batch.isControlBatch,
    batchContext: batch,
  };
}

function readHeaders(reader: Reader): HeaderValues {
  const headers: HeaderValues = {};
  for (let left = reader.varInt(); left > 0; left -= 1) {
    const name = reader.text();
    const value = reader.bytes();
    const known = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (known === undefined) setOwn(headers, name, value);
    else if (Array.isArray(known)) known.push(value);
    else setOwn(headers, name, [known, value]);
  }
  return headers;
}

/** A header may have any name: `__proto__` is one like the others. */
function setOwn(headers: HeaderValues, name: string, value: HeaderValues[string]): void {
  if (name !== '__proto__') headers[name] = value;
  else Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A record that ends too early, or a number of more than 53 bits. */
class RecordMalformed extends RangeError {
  override readonly name = 'RecordMalformed';
}

class Reader {
  private at = 0;
  constructor(private readonly buffer: Buffer) {}

  byte(): number {
    const byte = this.buffer[this.at];
    if (byte === undefined) throw new RecordMalformed(`a record ends at its byte ${this.at}`);
    this.at += 1;
    return byte;
  }

  /** Zigzag and base 128, of 32 or 64 bits. */
  varInt(): number {
    let unsigned = 0;
    let scale = 1;
    let byte = this.byte();
    while (byte >= 0x80) {
      unsigned += (byte & 0x7f) * scale;
      scale *= 0x80;
      byte = this.byte();
    }
    unsigned += byte * scale;
    if (unsigned > Number.MAX_SAFE_INTEGER) throw new RecordMalformed('a number of more than 53 bits');
    return unsigned % 2 === 0 ? unsigned / 2 : -(unsigned + 1) / 2;
  }

  bytes(): Buffer | null {
    const length = this.varInt();
    if (length < 0) return null;
    const start = this.skip(length);
    return this.buffer.subarray(start, this.at);
  }

  text(): string {
    const start = this.skip(this.varInt());
    return this.buffer.toString('utf8', start, this.at);
  }

  private skip(length: number): number {
    const start = this.at;
    this.at += Math.max(0, length);
    if (this.at > this.buffer.length) throw new RecordMalformed(`a record ends at its byte ${this.buffer.length}`);
    return start;
  }
}

function lengthOf(field: Bytes): number {
  if (field === null || field === undefined) return -1;
  return typeof field === 'string' ? Buffer.byteLength(field) : field.length;
}

function sizeOfField(field: Bytes): number {
  const length = lengthOf(field);
  return sizeOfVarInt(length) + Math.max(0, length);
}

/** Its length, or -1 for none, and its bytes. Returns the place behind it. */
function writeField(buffer: Buffer, start: number, field: Bytes): number {
  const length = lengthOf(field);
  const at = writeVarInt(buffer, start, length);
  if (typeof field === 'string') buffer.write(field, at);
  else field?.copy(buffer, at);
  return at + Math.max(0, length);
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function sizeOfVarInt(value: number): number {
  let size = 1;
  for (let left = zigzag(value); left >= 0x80; left = Math.floor(left / 0x80)) size += 1;
  return size;
}

/** Returns the place behind it. */
function writeVarInt(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let left = zigzag(value);
  while (left >= 0x80) {
    buffer[at] = (left % 0x80) | 0x80;
    left = Math.floor(left / 0x80);
    at += 1;
  }
  buffer[at] = left;
  return at + 1;
}

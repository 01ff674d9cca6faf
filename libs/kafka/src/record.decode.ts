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
const ATTRIBUTES_BYTES = 1;

/** The name that the header in each place had in the record before, if it was ASCII: whoever writes many records writes them in one order. */
const LAST_NAMES: string[] = [];
const MAX_LAST_NAMES = 64;

/**
 * A record of a fetch, as kafkajs hands it on. Key, value and headers are read whenever they are asked for: of the thousands that wait for
 * their handler, each is then a few numbers, not twenty objects for the garbage collector to carry along.
 */
export class FetchedRecord {
  private readonly bytesAround: Buffer;
  private readonly start: number;
  private readonly end: number;
  private readonly keyAt: number;
  private readonly timestampDelta: number;
  private readonly offsetDelta: number;

  constructor(
    body: Buffer,
    readonly batchContext: BatchContext,
  ) {
    this.bytesAround = wholeOf(body);
    this.start = body.byteOffset;
    this.end = body.byteOffset + body.length;
    const reader = this.readerAt(this.start + ATTRIBUTES_BYTES);
    this.timestampDelta = reader.varInt();
    this.offsetDelta = reader.varInt();
    this.keyAt = reader.at;
  }

  /** Of key, value, headers and what is around them. */
  get bytes(): number {
    return this.end - this.start;
  }

  get magicByte(): number {
    return this.batchContext.magicByte;
  }

  get attributes(): number {
    return this.bytesAround.readInt8(this.start);
  }

  get timestamp(): string {
    const { timestampType, firstTimestamp, maxTimestamp } = this.batchContext;
    if (timestampType === LOG_APPEND_TIME && maxTimestamp) return maxTimestamp;
    return String(Number(firstTimestamp) + this.timestampDelta);
  }

  get offset(): string {
    return String(Number(this.batchContext.firstOffset) + this.offsetDelta);
  }

  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch;
  }

  get key(): Buffer | null {
    return this.readerAt(this.keyAt).bytes();
  }

  get value(): Buffer | null {
    const reader = this.readerAt(this.keyAt);
    reader.skipBytes();
    return reader.bytes();
  }

  get headers(): HeaderValues {
    const reader = this.readerAt(this.keyAt);
    reader.skipBytes();
    reader.skipBytes();
    return readHeaders(reader);
  }

  private readerAt(at: number): Reader {
    return new Reader(this.bytesAround, at, this.end);
  }
}

/** The record that `decoder` holds from its attributes on; takes the place of kafkajs' own decoder. */
export function decodeRecord({ buffer }: { readonly buffer: Buffer }, batch: BatchContext): FetchedRecord {
  return new FetchedRecord(buffer, batch);
}

let lastWhole: Buffer = Buffer.alloc(0);

/** The memory that a part of an answer lies in, as one object for all of its parts. */
function wholeOf({ buffer }: Buffer): Buffer {
  if (lastWhole.buffer !== buffer) lastWhole = Buffer.from(buffer);
  return lastWhole;
}

function readHeaders(reader: Reader): HeaderValues {
  const headers: HeaderValues = {};
  const count = reader.varInt();
  for (let place = 0; place < count; place += 1) {
    const name = reader.name(place);
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
  constructor(
    private readonly buffer: Buffer,
    public at: number,
    private readonly end: number,
  ) {}

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

  skipBytes(): void {
    this.skip(this.varInt());
  }

  name(place: number): string {
    const length = this.varInt();
    const start = this.skip(length);
    const last = LAST_NAMES[place];
    if (last !== undefined && last.length === length && this.standsAt(start, last)) return last;
    const name = this.buffer.toString('utf8', start, this.at);
    if (place < MAX_LAST_NAMES && name.length === length) LAST_NAMES[place] = name;
    return name;
  }

  private byte(): number {
    const byte = this.at < this.end ? this.buffer[this.at] : undefined;
    if (byte === undefined) throw new RecordMalformed(ENDS_EARLY);
    this.at += 1;
    return byte;
  }

  private standsAt(start: number, text: string): boolean {
    for (let index = 0; index < text.length; index += 1) {
      if (this.buffer[start + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  private skip(length: number): number {
    const start = this.at;
    this.at += Math.max(0, length);
    if (this.at > this.end) throw new RecordMalformed(ENDS_EARLY);
    return start;
  }
}

const ENDS_EARLY = 'a record ends too early';

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
const COUNT_BYTES = 4;

/**
 * The name and the value that the header in each place had in the record before, if they were ASCII: whoever writes many records
 * writes them in one order, and most of their values are those of the one before.
 */
const LAST_NAMES: string[] = [];
const LAST_VALUES: string[] = [];
const MAX_LAST_TEXTS = 64;
/** Longer values are rarely those of the record before. */
const MAX_LAST_VALUE_BYTES = 100;

/** What the records of a batch count from. */
interface BatchStart {
  readonly offset: number;
  readonly timestampMs: number;
}

/**
 * A record of a fetch, as kafkajs hands it on. Key, value and headers are read whenever they are asked for: of the thousands that wait for
 * their handler, each is then a few numbers, not twenty objects for the garbage collector to carry along.
 */
export class FetchedRecord {
  private readonly keyAt: number;
  private readonly timestampDelta: number;
  private readonly offsetDelta: number;

  /**
   * @param around holds more than the record
   * @param start where its attributes are
   * @param end of its last header
   */
  constructor(
    private readonly around: Buffer,
    private readonly start: number,
    private readonly end: number,
    readonly batchContext: BatchContext,
    private readonly batchStart: BatchStart,
  ) {
    const reader = this.readerAt(start + ATTRIBUTES_BYTES);
    this.timestampDelta = reader.varInt();
    this.offsetDelta = reader.varInt();
    this.keyAt = reader.at;
  }

  /** Of key, value, headers and what is around them. */
  get bytes(): number {
    return this.end - this.start;
  }

  get offsetNumber(): number {
    return this.batchStart.offset + this.offsetDelta;
  }

  /** In milliseconds since 1970. */
  get timestampMs(): number {
    const { timestampType, maxTimestamp } = this.batchContext;
    if (timestampType === LOG_APPEND_TIME && maxTimestamp) return Number(maxTimestamp);
    return this.batchStart.timestampMs + this.timestampDelta;
  }

  get magicByte(): number {
    return this.batchContext.magicByte;
  }

  get attributes(): number {
    return this.around.readInt8(this.start);
  }

  get timestamp(): string {
    return String(this.timestampMs);
  }

  get offset(): string {
    return String(this.offsetNumber);
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
    return readHeaders(this.headersReader());
  }

  /** See `ConsumedRecord`. */
  get headerTexts(): Record<string, string> {
    return readHeaderTexts(this.headersReader());
  }

  private headersReader(): Reader {
    const reader = this.readerAt(this.keyAt);
    reader.skipBytes();
    reader.skipBytes();
    return reader;
  }

  private readerAt(at: number): Reader {
    return new Reader(this.around, at, this.end);
  }
}

/** The record that `decoder` holds from its attributes on; takes the place of kafkajs' own decoder. */
export function decodeRecord({ buffer }: { readonly buffer: Buffer }, batch: BatchContext): FetchedRecord {
  return new FetchedRecord(buffer, 0, buffer.length, batch, startOf(batch));
}

/** The records of a batch that is not compressed: their number stands at `start`. @throws RecordMalformed */
export function decodeRecords(around: Buffer, start: number, end: number, batch: BatchContext): FetchedRecord[] {
  const batchStart = startOf(batch);
  const count = around.readInt32BE(start);
  const records: FetchedRecord[] = [];
  const reader = new Reader(around, start + COUNT_BYTES, end);
  for (let index = 0; index < count; index += 1) {
    const length = reader.varInt();
    const at = reader.skip(length);
    records.push(new FetchedRecord(around, at, reader.at, batch, batchStart));
  }
  return records;
}

function startOf({ firstOffset, firstTimestamp }: BatchContext): BatchStart {
  return { offset: Number(firstOffset), timestampMs: Number(firstTimestamp) };
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

function readHeaderTexts(reader: Reader): Record<string, string> {
  const texts: Record<string, string> = {};
  const count = reader.varInt();
  for (let place = 0; place < count; place += 1) {
    const name = reader.name(place);
    const value = reader.value(place);
    if (value !== undefined) setOwn(texts, name, value);
    else if (Object.hasOwn(texts, name)) delete texts[name];
  }
  return texts;
}

/** A header may have any name: `__proto__` is one like the others. */
function setOwn<Headers extends HeaderValues | Record<string, string>>(
  headers: Headers,
  name: string,
  value: Headers[string],
): void {
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
    return this.text(this.varInt(), place, LAST_NAMES);
  }

  value(place: number): string | undefined {
    const length = this.varInt();
    if (length < 0) return undefined;
    if (length > MAX_LAST_VALUE_BYTES) return this.buffer.toString('utf8', this.skip(length), this.at);
    return this.text(length, place, LAST_VALUES);
  }

  /** @param known what stood in each place of the record before */
  private text(length: number, place: number, known: string[]): string {
    const start = this.skip(length);
    const last = known[place];
    if (last !== undefined && last.length === length && this.standsAt(start, last)) return last;
    const text = this.buffer.toString('utf8', start, this.at);
    if (place < MAX_LAST_TEXTS && text.length === length) known[place] = text;
    return text;
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

  /** Returns where it began. */
  skip(length: number): number {
    const start = this.at;
    this.at += Math.max(0, length);
    if (this.at > this.end) throw new RecordMalformed(ENDS_EARLY);
    return start;
  }
}

const ENDS_EARLY = 'a record ends too early';

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

/** The name that the header in each place had in the record before, if it was ASCII: whoever writes many records writes them in one order. */
const LAST_NAMES: string[] = [];
const MAX_LAST_NAMES = 64;

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

  name(place: number): string {
    const length = this.varInt();
    const start = this.skip(length);
    const last = LAST_NAMES[place];
    if (last !== undefined && last.length === length && this.standsAt(start, last)) return last;
    const name = this.buffer.toString('utf8', start, this.at);
    if (place < MAX_LAST_NAMES && name.length === length) LAST_NAMES[place] = name;
    return name;
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
    if (this.at > this.buffer.length) throw new RecordMalformed(`a record ends at its byte ${this.buffer.length}`);
    return start;
  }
}

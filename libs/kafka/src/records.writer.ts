export type Bytes = Buffer | string | null | undefined;
/** A header may stand there more than once. */
export type HeaderValue = Bytes | readonly Bytes[];

/** A record as kafkajs hands it to its encoder. */
export interface RecordToWrite {
  readonly key?: Bytes;
  readonly value: Bytes;
  readonly headers?: Readonly<Record<string, HeaderValue>>;
}

/** A number of 64 bits takes up to ten bytes, seven bits in each. */
const MAX_VAR_INT_BYTES = 10;
/** Of a character of a text, in UTF-8. */
const MAX_CHARACTER_BYTES = 3;
/** What most bodies' lengths take, those from 64 to 8,191 bytes; others are moved. */
const LENGTH_BYTES = 2;
/** Up to so many characters a call of Node's own writer costs more than a loop. */
const SHORT_TEXT = 24;

/**
 * A buffer that grows as numbers, texts and records are written to it, in Kafka's forms.
 * Sources: https://kafka.apache.org/41/documentation/#recordformat, https://kafka.apache.org/protocol#protocol_types
 */
export class RecordsWriter {
  private bytes: Buffer;
  /** Where the next byte goes. */
  at = 0;

  constructor(expectedBytes: number) {
    this.bytes = Buffer.allocUnsafe(expectedBytes);
  }

  /** What was written so far, as long as nothing more is. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  int8(value: number): void {
    this.makeRoom(1);
    this.at = this.bytes.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.makeRoom(2);
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.makeRoom(4);
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.makeRoom(8);
    this.at = this.bytes.writeBigInt64BE(value, this.at);
  }

  /** A text behind its length in 16 bits, which is -1 for none. */
  text(value: string | null): void {
    if (value === null) return this.int16(-1);
    this.int16(Buffer.byteLength(value));
    this.makeRoom(value.length * MAX_CHARACTER_BYTES);
    this.at += this.bytes.write(value, this.at);
  }

  /** Leaves so many bytes to be set later, and returns where they begin. */
  skip(count: number): number {
    this.makeRoom(count);
    this.at += count;
    return this.at - count;
  }

  setInt32(at: number, value: number): void {
    this.bytes.writeInt32BE(value, at);
  }

  setUInt32(at: number, value: number): void {
    this.bytes.writeUInt32BE(value, at);
  }

  record(record: RecordToWrite, offsetDelta: number, timestampDelta: number): void {
    const { key, value, headers } = record;
    const headerCount = this.makeRoomFor(record);
    const { bytes } = this;
    const start = this.at;
    const body = start + LENGTH_BYTES;
    bytes[body] = 0;
    let at = writeVarInt(bytes, body + 1, timestampDelta);
    at = writeVarInt(bytes, at, offsetDelta);
    at = writeField(bytes, at, key);
    at = writeField(bytes, at, value);
    at = writeVarInt(bytes, at, headerCount);
    for (const name in headers) {
      const given = headers[name];
      if (isMany(given)) for (const each of given) at = writeHeader(bytes, at, name, each);
      else at = writeHeader(bytes, at, name, given);
    }
    this.at = insertLength(bytes, start, LENGTH_BYTES, at - body);
  }

  /** Returns how many headers there are. */
  private makeRoomFor({ key, value, headers }: RecordToWrite): number {
    let room = LENGTH_BYTES + 1 + 4 * MAX_VAR_INT_BYTES + mostBytesOf(key) + mostBytesOf(value);
    let count = 0;
    for (const name in headers) {
      const given = headers[name];
      const perName = mostBytesOf(name);
      if (isMany(given)) for (const each of given) room += perName + mostBytesOf(each);
      else room += perName + mostBytesOf(given);
      count += isMany(given) ? given.length : 1;
    }
    this.makeRoom(room);
    return count;
  }

  private makeRoom(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }
}

function isMany(value: HeaderValue): value is readonly Bytes[] {
  return Array.isArray(value);
}

function mostBytesOf(field: Bytes): number {
  if (field === null || field === undefined) return MAX_VAR_INT_BYTES;
  return MAX_VAR_INT_BYTES + (typeof field === 'string' ? field.length * MAX_CHARACTER_BYTES : field.length);
}

function writeHeader(bytes: Buffer, start: number, name: string, value: Bytes): number {
  return writeField(bytes, writeField(bytes, start, name), value);
}

/** Its length, or -1 for none, and its bytes. Returns the place behind it. */
function writeField(bytes: Buffer, start: number, field: Bytes): number {
  if (field === null || field === undefined) return writeVarInt(bytes, start, -1);
  if (typeof field === 'string') return writeText(bytes, start, field);
  const at = writeVarInt(bytes, start, field.length);
  bytes.set(field, at);
  return at + field.length;
}

/** As most texts are ASCII, room is left for the length that they have then. */
function writeText(bytes: Buffer, start: number, text: string): number {
  if (text.length <= SHORT_TEXT && writeAscii(bytes, start + 1, text)) {
    bytes[start] = 2 * text.length;
    return start + 1 + text.length;
  }
  const room = sizeOfVarInt(text.length);
  return insertLength(bytes, start, room, bytes.write(text, start + room));
}

/** False where it is of other characters, too. */
function writeAscii(bytes: Buffer, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return false;
    bytes[start + index] = code;
  }
  return true;
}

/**
 * Puts a length in front of so many bytes, which stand behind `room` bytes left for it, and move where it takes others. Returns the
 * place behind all.
 */
function insertLength(bytes: Buffer, start: number, room: number, length: number): number {
  const size = sizeOfVarInt(length);
  if (size !== room) bytes.copyWithin(start + size, start + room, start + room + length);
  return writeVarInt(bytes, start, length) + length;
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
function writeVarInt(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let left = zigzag(value);
  while (left >= 0x80) {
    bytes[at] = (left % 0x80) | 0x80;
    left = Math.floor(left / 0x80);
    at += 1;
  }
  bytes[at] = left;
  return at + 1;
}

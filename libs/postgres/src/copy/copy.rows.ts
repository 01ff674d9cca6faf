/** Begins every COPY in binary: the signature, no flags, no extension of the header. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const NO_MORE_ROWS = -1;
const NULL = -1;

const LENGTH_BYTES = 4;
const UUID_BYTES = 16;
const UUID_CHARACTERS = 36;
/** Where the two digits of each of its bytes begin. */
const DIGITS_AT = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
/** Of a character of a text, in UTF-8. */
const MAX_CHARACTER_BYTES = 3;
/** Up to so many characters a call of Node's own writer costs more than a loop. */
const SHORT_TEXT = 24;
/** The only version of jsonb's binary form. */
const JSONB_VERSION = 1;
/** What arrays say their elements are: `pg_type.oid` of `text`. */
const TEXT_OID = 25;
/** PostgreSQL counts time in microseconds since 2000. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const UINT32_VALUES = 2 ** 32;

type Maybe<T> = T | null | undefined;

/**
 * Rows in the binary form of `COPY … FROM STDIN`: `row` begins one, and each of the others adds the value of its next column,
 * which must be of just that type. Nothing is null where it is null or undefined.
 * Source: https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS
 */
export class CopyRows {
  private bytes: Buffer;
  private at = HEADER.length;

  constructor(
    private readonly columns: number,
    expectedBytes: number,
  ) {
    this.bytes = Buffer.allocUnsafe(HEADER.length + expectedBytes);
    this.bytes.set(HEADER);
  }

  row(): void {
    this.makeRoom(2);
    this.at = this.bytes.writeInt16BE(this.columns, this.at);
  }

  /** All of it. Nothing can be added after. */
  finished(): Buffer {
    this.makeRoom(2);
    this.at = this.bytes.writeInt16BE(NO_MORE_ROWS, this.at);
    return this.bytes.subarray(0, this.at);
  }

  uuid(value: Maybe<string>): void {
    if (value === null || value === undefined) return this.nothing();
    this.length(UUID_BYTES);
    writeUuid(this.bytes, this.at, value);
    this.at += UUID_BYTES;
  }

  text(value: Maybe<string>): void {
    if (value === null || value === undefined) return this.nothing();
    this.makeRoom(LENGTH_BYTES + value.length * MAX_CHARACTER_BYTES);
    const start = this.at + LENGTH_BYTES;
    const length =
      value.length <= SHORT_TEXT && writeAscii(this.bytes, start, value)
        ? value.length
        : this.bytes.write(value, start);
    this.writeInt32(length);
    this.at += length;
  }

  jsonb(value: string): void {
    this.makeRoom(LENGTH_BYTES + 1 + value.length * MAX_CHARACTER_BYTES);
    const start = this.at;
    this.bytes[start + LENGTH_BYTES] = JSONB_VERSION;
    const length = 1 + this.bytes.write(value, start + LENGTH_BYTES + 1);
    this.bytes.writeInt32BE(length, start);
    this.at = start + LENGTH_BYTES + length;
  }

  /** Of type `text[]`. */
  texts(values: Maybe<readonly string[]>): void {
    if (!values?.length) return this.nothing();
    const start = this.at;
    // One dimension, without nulls, whose elements count from 1.
    const shape = [1, 0, TEXT_OID, values.length, 1];
    this.length(4 * shape.length);
    for (const number of shape) this.writeInt32(number);
    for (const value of values) this.text(value);
    this.bytes.writeInt32BE(this.at - start - LENGTH_BYTES, start);
  }

  bytea(value: Uint8Array): void {
    this.length(value.length);
    this.bytes.set(value, this.at);
    this.at += value.length;
  }

  integer(value: Maybe<number>): void {
    if (value === null || value === undefined) return this.nothing();
    this.length(4);
    this.writeInt32(value);
  }

  bigint(value: Maybe<number>): void {
    if (value === null || value === undefined) return this.nothing();
    this.length(8);
    const high = Math.floor(value / UINT32_VALUES);
    this.writeInt32(high);
    this.at = this.bytes.writeUInt32BE(value - high * UINT32_VALUES, this.at);
  }

  /** Of type `timestamptz`. @param atMs whole milliseconds since 1970 */
  timestamp(atMs: Maybe<number>): void {
    this.bigint(atMs === null || atMs === undefined ? atMs : (atMs - POSTGRES_EPOCH_MS) * 1000);
  }

  private nothing(): void {
    this.makeRoom(LENGTH_BYTES);
    this.writeInt32(NULL);
  }

  /** That of a value, with room for it. */
  private length(bytes: number): void {
    this.makeRoom(LENGTH_BYTES + bytes);
    this.writeInt32(bytes);
  }

  private writeInt32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  private makeRoom(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
  }
}

/** A call of Node's own writer, for what is left without the hyphens, takes three times as long. @throws RangeError */
function writeUuid(bytes: Buffer, start: number, uuid: string): void {
  let noDigits = 0;
  for (let index = 0; index < UUID_BYTES; index += 1) {
    const at = DIGITS_AT[index] as number;
    const high = digitOf(uuid.charCodeAt(at));
    const low = digitOf(uuid.charCodeAt(at + 1));
    noDigits |= high | low;
    bytes[start + index] = (high << 4) | low;
  }
  if (noDigits < 0 || uuid.length !== UUID_CHARACTERS) throw new RangeError(`no UUID: ${uuid}`);
}

/** -1 where it is no hexadecimal digit. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
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

import { describe, expect, it } from 'vitest';
import { CopyRows } from './copy.rows.js';

const UUID = '01890a5d-ac96-774b-bcce-b302099a8057';
/** "PGCOPY\n\377\r\n\0", no flags, no extension of the header. */
const HEADER = '5047434f50590aff0d0a00' + '00000000'.repeat(2);
const NULL = 'ffffffff';

/** What stands between the header and the end, in hexadecimal. */
function rowsOf(write: (rows: CopyRows) => void, columns = 1): string {
  const rows = new CopyRows(columns, 0);
  write(rows);
  const hex = rows.finished().toString('hex');
  expect(hex.startsWith(HEADER)).toBe(true);
  expect(hex.endsWith('ffff')).toBe(true);
  return hex.slice(HEADER.length, -4);
}
const valueOf = (write: (rows: CopyRows) => void) => rowsOf(write);

describe('rows for COPY', () => {
  it('begin with the number of their columns', () => {
    expect(
      rowsOf((rows) => {
        rows.row();
        rows.integer(7);
        rows.text('ab');
      }, 2),
    ).toBe('0002' + '0000000400000007' + '000000026162');
  });

  it('say nothing for null and undefined', () => {
    for (const nothing of [null, undefined]) {
      expect(valueOf((rows) => rows.text(nothing))).toBe(NULL);
      expect(valueOf((rows) => rows.uuid(nothing))).toBe(NULL);
      expect(valueOf((rows) => rows.integer(nothing))).toBe(NULL);
      expect(valueOf((rows) => rows.bigint(nothing))).toBe(NULL);
      expect(valueOf((rows) => rows.timestamp(nothing))).toBe(NULL);
      expect(valueOf((rows) => rows.texts(nothing))).toBe(NULL);
    }
  });

  it('hold a UUID in 16 bytes, in whichever letters it came', () => {
    const expected = '00000010' + UUID.replaceAll('-', '');
    expect(valueOf((rows) => rows.uuid(UUID))).toBe(expected);
    expect(valueOf((rows) => rows.uuid(UUID.toUpperCase()))).toBe(expected);
  });

  it.each(['', UUID.slice(1), `${UUID}0`, UUID.replace('5', 'g'), UUID.replace('5', 'é'), UUID.replaceAll('-', '')])(
    'refuse %j as a UUID',
    (text) => {
      expect(() => new CopyRows(1, 0).uuid(text)).toThrow(RangeError);
    },
  );

  it('hold text of any length in UTF-8', () => {
    for (const text of ['', 'ab', 'é', '🩺'.repeat(3), 'x'.repeat(100), 'é'.repeat(100)]) {
      const bytes = Buffer.from(text);
      const length = bytes.length.toString(16).padStart(8, '0');
      expect(valueOf((rows) => rows.text(text))).toBe(length + bytes.toString('hex'));
      const behindVersion = (bytes.length + 1).toString(16).padStart(8, '0');
      expect(valueOf((rows) => rows.jsonb(text))).toBe(`${behindVersion}01${bytes.toString('hex')}`);
      expect(valueOf((rows) => rows.bytea(bytes))).toBe(length + bytes.toString('hex'));
    }
  });

  it('hold several texts as an array, and none as null', () => {
    const expected = '0000001f' + '00000001' + '00000000' + '00000019' + '00000002' + '00000001';
    expect(valueOf((rows) => rows.texts(['a', 'bc']))).toBe(`${expected}0000000161000000026263`);
    expect(valueOf((rows) => rows.texts([]))).toBe(NULL);
  });

  it('hold numbers of 64 bits, and moments in microseconds since 2000', () => {
    const int64 = (value: bigint) => `00000008${BigInt.asUintN(64, value).toString(16).padStart(16, '0')}`;
    for (const value of [0, 1, -1, 2 ** 32, -(2 ** 32) - 5, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      expect(valueOf((rows) => rows.bigint(value))).toBe(int64(BigInt(value)));
    }
    expect(valueOf((rows) => rows.timestamp(Date.UTC(2000, 0, 1) + 5))).toBe(int64(5_000n));
    expect(valueOf((rows) => rows.timestamp(Date.UTC(2000, 0, 1) - 1))).toBe(int64(-1_000n));
  });
});

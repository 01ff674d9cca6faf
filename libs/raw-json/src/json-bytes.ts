/**
 * Steps over JSON text in UTF-8. All significant bytes of JSON are ASCII, and no byte of a multi-byte character is, so
 * nothing has to be decoded.
 */
export const BYTE = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** The index of the first byte from `at` on that is not JSON white space; at most `bytes.length`. */
export function skipSpace(bytes: Buffer, at: number): number {
  let index = at;
  while (index < bytes.length && isSpace(bytes[index])) index += 1;
  return index;
}

/** The index after the closing quote of the string that opens at `open`, or -1 where it never closes. */
export function stringEnd(bytes: Buffer, open: number): number {
  let index = open + 1;
  while (index < bytes.length) {
    const byte = bytes[index];
    if (byte === BYTE.quote) return index + 1;
    index += byte === BYTE.backslash ? 2 : 1;
  }
  return -1;
}

/** The index after the value that starts at `start`, or -1 where there is none or it never ends. */
export function valueEnd(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === BYTE.quote) return stringEnd(bytes, start);
  if (first === BYTE.openBrace || first === BYTE.openBracket) return containerEnd(bytes, start);
  let index = start;
  while (index < bytes.length && !endsScalar(bytes[index])) index += 1;
  return index === start ? -1 : index;
}

function containerEnd(bytes: Buffer, open: number): number {
  let depth = 0;
  let index = open;
  while (index < bytes.length) {
    const byte = bytes[index];
    if (byte === BYTE.quote) {
      index = stringEnd(bytes, index);
      if (index < 0) return -1;
      continue;
    }
    if (byte === BYTE.openBrace || byte === BYTE.openBracket) depth += 1;
    if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) depth -= 1;
    index += 1;
    if (depth === 0) return index;
  }
  return -1;
}

function isSpace(byte: number | undefined): boolean {
  return byte === BYTE.space || byte === BYTE.lineFeed || byte === BYTE.carriageReturn || byte === BYTE.tab;
}

function endsScalar(byte: number | undefined): boolean {
  return (
    byte === BYTE.comma ||
    byte === BYTE.colon ||
    byte === BYTE.quote ||
    byte === BYTE.openBrace ||
    byte === BYTE.openBracket ||
    byte === BYTE.closeBrace ||
    byte === BYTE.closeBracket ||
    isSpace(byte)
  );
}

import { BYTE, stringEnd } from './json-bytes.js';

/** The place of a number in the bytes: `start` inclusive, `end` exclusive. */
export interface NumberSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Any decimal of so many significant digits survives the way through a double and back (DBL_DIG of C), provided that
 * its exponent is far from the double's limits.
 */
const SAFE_DIGITS = 15;
const SAFE_EXPONENT_DIGITS = 2;

/** The numbers of valid JSON text whose value a double may not hold. Errs on the side of naming too many. */
export function riskyNumbers(bytes: Buffer): NumberSpan[] {
  const risky: NumberSpan[] = [];
  let index = 0;
  while (index < bytes.length) {
    const byte = bytes[index] as number;
    if (byte === BYTE.quote) {
      index = stringEnd(bytes, index);
      if (index < 0) return risky;
    } else if (isDigit(byte) || byte === BYTE.minus) {
      const start = index;
      while (index < bytes.length && isNumberByte(bytes[index] as number)) index += 1;
      if (isRisky(bytes, start, index)) risky.push({ start, end: index });
    } else {
      index += 1;
    }
  }
  return risky;
}

/** Whether JSON.stringify would write another value than the number has, or none: `12345678901234567890`, `1e400`. */
export function losesValue(number: string): boolean {
  const double = Number(number);
  return !Number.isFinite(double) || !sameDecimal(number, JSON.stringify(double));
}

/** Whether two JSON numbers name exactly the same value. */
export function sameDecimal(one: string, other: string): boolean {
  const a = decimalOf(one);
  const b = decimalOf(other);
  return a.digits === b.digits && (a.digits === '' || (a.negative === b.negative && a.exponent === b.exponent));
}

/** ±0.digits × 10^exponent, without zeros at either end of the digits; zero has none. */
function decimalOf(token: string): { negative: boolean; digits: string; exponent: number } {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? [];
  const written = whole + fraction;
  const leadingZeros = written.length - trimLeadingZeros(written).length;
  return {
    negative: sign === '-',
    digits: trimTrailingZeros(written.slice(leadingZeros)),
    exponent: Number(exponent) + whole.length - leadingZeros,
  };
}

function trimLeadingZeros(digits: string): string {
  return digits.replace(/^0+/, '');
}

/** A loop, since /0+$/ takes quadratic time on many zeros that do not stand at the end. */
function trimTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

function isRisky(bytes: Buffer, start: number, end: number): boolean {
  let digits = 0;
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index] as number;
    if (isDigit(byte)) digits += 1;
    else if (isExponentMark(byte))
      return digits > SAFE_DIGITS || exponentDigits(bytes, index, end) > SAFE_EXPONENT_DIGITS;
  }
  return digits > SAFE_DIGITS;
}

function exponentDigits(bytes: Buffer, mark: number, end: number): number {
  return end - mark - (isDigit(bytes[mark + 1] as number) ? 1 : 2);
}

function isDigit(byte: number): boolean {
  return byte >= BYTE.zero && byte <= BYTE.nine;
}

function isExponentMark(byte: number): boolean {
  return byte === 0x65 || byte === 0x45;
}

/** Digits, `-`, `+`, `.`, `e`, `E`. */
function isNumberByte(byte: number): boolean {
  return isDigit(byte) || byte === BYTE.minus || byte === 0x2b || byte === 0x2e || isExponentMark(byte);
}

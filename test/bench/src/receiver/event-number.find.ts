const MARKER = Buffer.from('"n":');
const ZERO = 48;

/** The digits behind the first `"n":` between two offsets, without parsing what is around them; -1 where there are none. */
export function eventNumberIn(bytes: Buffer, start: number, end: number): number {
  const marker = bytes.indexOf(MARKER, start);
  if (marker < 0 || marker >= end) return -1;
  let number = -1;
  for (let at = marker + MARKER.length; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    number = (number < 0 ? 0 : number * 10) + digit;
  }
  return number;
}

import { createHash } from 'node:crypto';
import { losesValue, type NumberSpan, riskyNumbers } from './json-numbers.js';
import { type ParseJsonOptions, parseJson } from './parse-json.js';

/**
 * What `JSON.stringify(JSON.parse(text))` gives, so that a receiver who parses a body and writes it again gets the same
 * bytes: no white space, integer-like keys first, the last of equal keys, escapes as JSON.stringify writes them. But a
 * number is rewritten only where its value stays the same: `500.00` becomes `500`, and `12345678901234567890`, `1e400`
 * stay as they are.
 *
 * @throws InvalidJson as `parseJson` does.
 */
export function canonicalJson(bytes: Buffer, options: ParseJsonOptions = {}): Buffer {
  const value = parseJson(bytes, options);
  const lossy = riskyNumbers(bytes).filter((span) => losesValue(textOf(bytes, span)));
  return Buffer.from(lossy.length === 0 ? JSON.stringify(value) : stringifyKeeping(bytes, lossy));
}

/** 128 bits: short, since it is written once per number, and beyond anybody's search. */
const MARK_CHARS = 32;

/**
 * Lets strings stand in for the numbers to keep while the text is parsed and written, since Node 20 has no
 * `JSON.rawJSON`. Their mark is a hash of the text, and a text that contains its own hash cannot be made.
 */
function stringifyKeeping(bytes: Buffer, kept: readonly NumberSpan[]): string {
  const mark = createHash('sha256').update(bytes).digest('hex').slice(0, MARK_CHARS);
  const pieces: Buffer[] = [];
  let copiedTo = 0;
  kept.forEach(({ start, end }, index) => {
    pieces.push(bytes.subarray(copiedTo, start), Buffer.from(`"${mark}:${index}"`));
    copiedTo = end;
  });
  pieces.push(bytes.subarray(copiedTo));

  const written = JSON.stringify(JSON.parse(Buffer.concat(pieces).toString('utf8')));
  return written.replaceAll(new RegExp(`"${mark}:(\\d+)"`, 'g'), (_standIn, index: string) =>
    textOf(bytes, kept[Number(index)] as NumberSpan),
  );
}

function textOf(bytes: Buffer, { start, end }: NumberSpan): string {
  return bytes.toString('latin1', start, end);
}

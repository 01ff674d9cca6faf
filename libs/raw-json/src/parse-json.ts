import { isUtf8 } from 'node:buffer';
import { InvalidJson } from './invalid-json.error.js';
import { BYTE, stringEnd } from './json-bytes.js';

export interface ParseJsonOptions {
  /** `[[1]]` has depth 2. */
  readonly maxDepth?: number;
}

/** Deeper data would overflow the stack of whoever walks it; clinical documents stay far below. */
export const DEFAULT_MAX_JSON_DEPTH = 100;

/**
 * The value of JSON text (RFC 8259) in UTF-8 without a byte order mark.
 *
 * @throws InvalidJson, whose message never quotes the text.
 */
export function parseJson(bytes: Buffer, { maxDepth = DEFAULT_MAX_JSON_DEPTH }: ParseJsonOptions = {}): unknown {
  if (startsWithByteOrderMark(bytes)) throw new InvalidJson('byte_order_mark', 0);
  if (!isUtf8(bytes)) throw new InvalidJson('not_utf8');
  const tooDeepAt = indexBelowDepth(bytes, maxDepth);
  if (tooDeepAt >= 0) throw new InvalidJson('too_deep', tooDeepAt);

  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    // Not handed on as a cause: V8's message quotes the text.
    throw new InvalidJson('syntax', syntaxErrorPosition(error, text));
  }
}

/** The same, or `undefined` where it is no such JSON. */
export function parseJsonOrNothing(bytes: Buffer): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    if (error instanceof InvalidJson) return undefined;
    throw error;
  }
}

/** The index of the first bracket below `maxDepth`, or -1. */
function indexBelowDepth(bytes: Buffer, maxDepth: number): number {
  let depth = 0;
  let index = 0;
  while (index < bytes.length) {
    const byte = bytes[index];
    if (byte === BYTE.quote) {
      index = stringEnd(bytes, index);
      if (index < 0) return -1;
      continue;
    }
    if (byte === BYTE.openBrace || byte === BYTE.openBracket) {
      depth += 1;
      if (depth > maxDepth) return index;
    } else if (byte === BYTE.closeBrace || byte === BYTE.closeBracket) {
      depth -= 1;
    }
    index += 1;
  }
  return -1;
}

/** Anchored at the end: elsewhere in the message the digits could be a piece of the data that it quotes. */
const V8_POSITION = / in JSON at position (\d+)(?: \(line \d+ column \d+\))?$/;

/** In bytes; V8 counts UTF-16 units, and gives a position only in some of its messages. */
function syntaxErrorPosition(error: unknown, text: string): number | undefined {
  const message = error instanceof SyntaxError ? error.message : '';
  if (message === 'Unexpected end of JSON input') return Buffer.byteLength(text);
  const units = V8_POSITION.exec(message)?.[1];
  return units === undefined ? undefined : Buffer.byteLength(text.slice(0, Number(units)));
}

function startsWithByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

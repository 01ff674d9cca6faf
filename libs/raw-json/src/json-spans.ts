import { BYTE, skipSpace, stringEnd, valueEnd } from './json-bytes.js';
import { decodeKey } from './json-key.js';
import { JsonSpanError } from './json-span.error.js';

/**
 * The top-level members of a JSON object, in the order of the text: each key, decoded, with the exact bytes of its
 * value (a view, not a copy). One pass, no recursion.
 *
 * Supposes that the text has been checked (`parseJson`): it looks at no more than it needs to find the spans. Given
 * rubbish it still ends and stays in bounds.
 *
 * @throws JsonSpanError for anything but an object, for a key that stands twice, and where no span can be found.
 */
export function objectMembers(bytes: Buffer): Map<string, Buffer> {
  const members = new Map<string, Buffer>();
  const open = skipSpace(bytes, 0);
  if (bytes[open] !== BYTE.openBrace) throw new JsonSpanError('not_an_object', open);

  let at = skipSpace(bytes, open + 1);
  if (bytes[at] === BYTE.closeBrace) return endOf(bytes, at + 1, members);
  for (;;) {
    const keyAt = at;
    const keyEnd = bytes[keyAt] === BYTE.quote ? stringEnd(bytes, keyAt) : -1;
    if (keyEnd < 0) throw new JsonSpanError('malformed', keyAt);
    const key = decodeKey(bytes, keyAt, keyEnd);
    if (members.has(key)) throw new JsonSpanError('duplicate_key', keyAt);

    const colonAt = skipSpace(bytes, keyEnd);
    if (bytes[colonAt] !== BYTE.colon) throw new JsonSpanError('malformed', colonAt);
    const start = skipSpace(bytes, colonAt + 1);
    const end = endOfValue(bytes, start);
    members.set(key, bytes.subarray(start, end));

    at = skipSpace(bytes, end);
    if (bytes[at] === BYTE.closeBrace) return endOf(bytes, at + 1, members);
    if (bytes[at] !== BYTE.comma) throw new JsonSpanError('malformed', at);
    at = skipSpace(bytes, at + 1);
  }
}

/**
 * The exact bytes of each element of a top-level JSON array (views, not copies). As `objectMembers` in all else.
 *
 * @throws JsonSpanError for anything but an array, and where no span can be found.
 */
export function arrayElements(bytes: Buffer): Buffer[] {
  const elements: Buffer[] = [];
  const open = skipSpace(bytes, 0);
  if (bytes[open] !== BYTE.openBracket) throw new JsonSpanError('not_an_array', open);

  let at = skipSpace(bytes, open + 1);
  if (bytes[at] === BYTE.closeBracket) return endOf(bytes, at + 1, elements);
  for (;;) {
    const end = endOfValue(bytes, at);
    elements.push(bytes.subarray(at, end));
    at = skipSpace(bytes, end);
    if (bytes[at] === BYTE.closeBracket) return endOf(bytes, at + 1, elements);
    if (bytes[at] !== BYTE.comma) throw new JsonSpanError('malformed', at);
    at = skipSpace(bytes, at + 1);
  }
}

function endOfValue(bytes: Buffer, start: number): number {
  const end = valueEnd(bytes, start);
  if (end < 0) throw new JsonSpanError('malformed', start);
  return end;
}

/** Nothing but white space may follow. */
function endOf<T>(bytes: Buffer, at: number, found: T): T {
  const rest = skipSpace(bytes, at);
  if (rest < bytes.length) throw new JsonSpanError('malformed', rest);
  return found;
}

import { BYTE, skipSpace, stringEnd, valueEnd } from './json-bytes.js';
import { decodeKey } from './json-key.js';
import { JsonSpanError } from './json-span.error.js';

/** What is left out, as a tree of the names on the way to it. */
export interface Redaction {
  readonly names: ReadonlyMap<string, Redaction>;
  /** For any one member or element. */
  readonly any: Redaction | undefined;
  /** What a way leads to here is left out. */
  readonly isEnd: boolean;
}

/**
 * Paths are names with dots between them, as in the filter language. `*` is any one member of an object or element of an
 * array, a number also the element of that index. An array on the way stands for each of its elements, arrays in arrays
 * too: `items.code` and `items.*.code` both look at every item.
 */
export function redactionOf(paths: readonly string[]): Redaction {
  const root = newNode();
  for (const path of paths) {
    let node = root;
    for (const name of path.split('.')) node = stepInto(node, name);
    node.isEnd = true;
  }
  return root;
}

/**
 * JSON without the members and elements that `redaction` names, each of a name that stands twice; every other byte stays, so
 * that `1.00` does. With a member go the comma and the blanks that part it from the next one, or from the one before it if
 * it is the last. Where nothing is left out these are the same bytes, not a copy.
 *
 * Supposes that the text has been checked (`parseJson`). Depth of recursion is no more than that of the text.
 *
 * @throws JsonSpanError where the text cannot be followed
 */
export function redactedJson(bytes: Buffer, redaction: Redaction): Buffer {
  const cuts: Cut[] = [];
  const end = cutFromValue(bytes, skipSpace(bytes, 0), new Set([redaction]), cuts);
  const rest = skipSpace(bytes, end);
  if (rest < bytes.length) throw new JsonSpanError('malformed', rest);
  return cuts.length === 0 ? bytes : withoutCuts(bytes, cuts);
}

interface Node extends Redaction {
  readonly names: Map<string, Node>;
  any: Node | undefined;
  isEnd: boolean;
}

/** Where a cut begins, and the index after it. Cuts are in the order of the text and do not overlap. */
type Cut = readonly [from: number, to: number];

/** Where a value stands on the ways of a redaction. */
type Places = ReadonlySet<Redaction>;

function newNode(): Node {
  return { names: new Map(), any: undefined, isEnd: false };
}

function stepInto(node: Node, name: string): Node {
  if (name === '*') {
    node.any ??= newNode();
    return node.any;
  }
  const next = node.names.get(name) ?? newNode();
  node.names.set(name, next);
  return next;
}

/** Returns the index after the value that starts at `start`. */
function cutFromValue(bytes: Buffer, start: number, places: Places, cuts: Cut[]): number {
  const isObject = bytes[start] === BYTE.openBrace;
  if (places.size > 0 && (isObject || bytes[start] === BYTE.openBracket)) {
    return cutFromContainer(bytes, start, isObject, places, cuts);
  }
  const end = valueEnd(bytes, start);
  if (end < 0) throw new JsonSpanError('malformed', start);
  return end;
}

function cutFromContainer(bytes: Buffer, open: number, isObject: boolean, places: Places, cuts: Cut[]): number {
  const closing = isObject ? BYTE.closeBrace : BYTE.closeBracket;
  const inArray = isObject ? places : withAny(places);
  let at = skipSpace(bytes, open + 1);
  if (bytes[at] === closing) return at + 1;
  /** Where a cut begins that reaches to the end: behind the last item that stays, else at the first. */
  let keptEnd = at;
  for (let index = 0; ; index += 1) {
    const itemAt = at;
    const key = isObject ? keyAt(bytes, itemAt) : undefined;
    const next = key ? membersOf(places, key.name) : elementsOf(inArray, places, index);
    const isCut = hasEnd(next);
    const end = cutFromValue(bytes, key?.valueAt ?? itemAt, isCut ? NOWHERE : next, cuts);
    if (!isCut) keptEnd = end;

    at = skipSpace(bytes, end);
    if (bytes[at] === closing) {
      if (isCut) cutToEnd(cuts, keptEnd, end);
      return at + 1;
    }
    if (bytes[at] !== BYTE.comma) throw new JsonSpanError('malformed', at);
    at = skipSpace(bytes, at + 1);
    if (isCut) cuts.push([itemAt, at]);
  }
}

/** Nothing that follows an item stays: the comma behind the one before goes, with what was cut in between. */
function cutToEnd(cuts: Cut[], from: number, to: number): void {
  while ((cuts.at(-1)?.[0] ?? -1) >= from) cuts.pop();
  cuts.push([from, to]);
}

function keyAt(bytes: Buffer, at: number): { name: string; valueAt: number } {
  const end = bytes[at] === BYTE.quote ? stringEnd(bytes, at) : -1;
  if (end < 0) throw new JsonSpanError('malformed', at);
  const colonAt = skipSpace(bytes, end);
  if (bytes[colonAt] !== BYTE.colon) throw new JsonSpanError('malformed', colonAt);
  return { name: decodeKey(bytes, at, end), valueAt: skipSpace(bytes, colonAt + 1) };
}

const NOWHERE: Places = new Set();

function membersOf(places: Places, name: string): Places {
  const found = new Set<Redaction>();
  for (const { names, any } of places) {
    const named = names.get(name);
    if (named) found.add(named);
    if (any) found.add(any);
  }
  return found;
}

/** The array stands for its elements, or `*` for each of them. */
function withAny(places: Places): Places {
  const found = new Set(places);
  for (const { any } of places) if (any) found.add(any);
  return found;
}

function elementsOf(inArray: Places, places: Places, index: number): Places {
  let found: Set<Redaction> | undefined;
  for (const { names } of places) {
    const named = names.size > 0 ? names.get(String(index)) : undefined;
    if (named) {
      found ??= new Set(inArray);
      found.add(named);
    }
  }
  return found ?? inArray;
}

function hasEnd(places: Places): boolean {
  for (const { isEnd } of places) if (isEnd) return true;
  return false;
}

function withoutCuts(bytes: Buffer, cuts: readonly Cut[]): Buffer {
  const pieces: Buffer[] = [];
  let keptFrom = 0;
  for (const [from, to] of cuts) {
    pieces.push(bytes.subarray(keptFrom, from));
    keptFrom = to;
  }
  return Buffer.concat([...pieces, bytes.subarray(keptFrom)]);
}

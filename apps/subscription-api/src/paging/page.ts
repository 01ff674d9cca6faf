import { ApiError } from '#domain';

/**
 * One page of a list, and how to ask for the next; null on the last. A page of a search may hold less than was asked for, or
 * nothing, and yet not be the last: so much was looked at, and the next one goes on from there.
 */
export interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | null;
}

/** A page out of one row more than it holds: that row says that there is another page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}

/**
 * The key of the last row that the caller has seen, or `undefined` on the first page.
 * @throws ApiError VALIDATION_FAILED for a cursor that holds no such key
 */
export function keyOfCursor(cursor: string | undefined, isKey: (text: string) => boolean): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!isKey(key)) throw ApiError.validation([{ field: 'cursor', reason: 'is not a cursor of this list' }]);
  return key;
}

/** A cursor that goes on below a key, on whichever page it is. */
export function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

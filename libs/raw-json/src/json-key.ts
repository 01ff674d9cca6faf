import { JsonSpanError } from './json-span.error.js';

/** The name between the quotes at `start` and before `end`. Most hold no escape; only the others are worth a JSON parser. */
export function decodeKey(bytes: Buffer, start: number, end: number): string {
  const inner = bytes.toString('utf8', start + 1, end - 1);
  if (!inner.includes('\\')) return inner;
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    throw new JsonSpanError('malformed', start);
  }
}

import { expect, it } from 'vitest';
import { matchesEventType } from './event-type.match.js';

it.each([
  [true, 'a.b.c', 'a.b.c'],
  [true, 'a.b.*', 'a.b.c'],
  [true, 'a.*', 'a.b.c'],
  [true, '*', 'a.b.c'],
  [true, '*', 'a'],
  [false, 'a.*', 'a'],
  [false, 'a.b', 'a.b.c'],
  [false, 'a.b.c.*', 'a.b.c'],
  [false, 'a.*', 'ab.c'],
  [false, 'b.*', 'a.b.c'],
])('%s: the pattern %s matches the type %s', (expected, pattern, type) => {
  expect(matchesEventType(['other.type', pattern], type)).toBe(expected);
});

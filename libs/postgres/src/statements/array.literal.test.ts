import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { arrayLiteral } from './array.literal.js';

/** `text[]`, which pg's own list of types leaves out. */
const TEXT_ARRAY: number = 1009;
const parseTextArray = pg.types.getTypeParser(TEXT_ARRAY) as (text: string) => unknown;

describe('an array literal', () => {
  it('gives back any text, and tells no text from an empty one and from "NULL"', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('', 'NULL', '"', '\\', '{}', ',', ' a ', '\n'),
    );
    fc.assert(
      fc.property(fc.array(fc.option(text)), (values) => {
        expect(parseTextArray(arrayLiteral(values))).toEqual(values);
      }),
    );
  });

  it('writes numbers as they are', () => {
    expect(arrayLiteral([1, -2, null, 1_763_000_000_000])).toBe('{1,-2,NULL,1763000000000}');
  });
});

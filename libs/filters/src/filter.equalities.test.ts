import { describe, expect, it } from 'vitest';
import { equalitiesOf, equalityOf } from './filter.equalities.js';
import { ALIASES } from './filter.fixtures.js';
import { parseFilter } from './filter.parse.js';

describe('equalitiesOf', () => {
  it.each([
    [{ department: 'cardiology' }, [['cardiology']]],
    [{ 'items.code': { in: ['a', 'b', 'a'] } }, [['a', 'b']]],
    [{ '@source': ['lab'], active: true }, [['lab'], [true]]],
    [{ patientIds: ['p-1', 'p-2'] }, [['p-1', 'p-2']]],
    [{ all: [{ a: 1 }, { all: [{ b: null }] }] }, [[1], [null]]],
    [{ amount_min: 5, a: { ne: 1, gte: 1 }, b: { nin: [1] }, any: [{ a: 1 }], not: { a: 1 } }, []],
    [{}, []],
  ])('of %j are %j', (document, values) => {
    const filter = parseFilter(document, ALIASES);
    expect(equalitiesOf(filter).map((equality) => equality.values)).toEqual(values);
    expect(equalityOf(filter)?.values).toEqual(values[0]);
  });

  it('name the same field exactly where the locations are the same', () => {
    const signature = (document: unknown, aliases = {}) => equalityOf(parseFilter(document, aliases))?.field.signature;
    expect(signature({ a: 1 })).toBe(signature({ a: { in: [2] } }));
    expect(signature({ a: 1 })).toBe(signature({ alias: 1 }, { alias: { paths: ['a'] } }));
    expect(signature({ 'a.b': 1 })).not.toBe(signature({ a: 1 }));
    expect(signature({ '*': 1 })).not.toBe(signature({ alias: 1 }, { alias: { paths: ['*'] } }));
    expect(signature({ source: 'x' })).not.toBe(signature({ '@source': 'x' }));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilter } from './filter.parse.js';
import { FilterRefused } from './filter.refused.js';

function problemsOf(document: unknown, root?: string): FilterRefused['problems'] {
  try {
    parseFilter(document, {}, root);
  } catch (error) {
    if (error instanceof FilterRefused) return error.problems;
    throw error;
  }
  return [];
}

function nested(depth: number): unknown {
  return depth === 1 ? { a: 1 } : { not: nested(depth - 1) };
}

function conditions(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`key${n}`, n]));
}

describe('parseFilter refuses', () => {
  it.each([
    [null, 'filters', /object/],
    [[], 'filters', /object/],
    ['department', 'filters', /object/],
    [{ amount: { gte: '' as unknown, gtr: 1 } }, 'filters.amount.gtr', /not an operator/],
    [{ amount: { gte: true } }, 'filters.amount.gte', /number or a string/],
    [{ amount: { gte: Number.NaN } }, 'filters.amount.gte', /number or a string/],
    [{ amount: {} }, 'filters.amount', /at least one/],
    [{ patient: { id: 'p' } }, 'filters.patient.id', /dot/],
    [{ tags: [] }, 'filters.tags', /not empty/],
    [{ tags: [['a']] }, 'filters.tags', /strings, numbers/],
    [{ tags: { in: 'a' } }, 'filters.tags.in', /array/],
    [{ tags: { nin: [] } }, 'filters.tags.nin', /array/],
    [{ a: { eq: [1] } }, 'filters.a.eq', /string, a number/],
    [{ a: { ne: {} } }, 'filters.a.ne', /string, a number/],
    [{ a: undefined }, 'filters.a', /string, a number/],
    [{ a: { prefix: 1 } }, 'filters.a.prefix', /string/],
    [{ a: { suffix: '' } }, 'filters.a.suffix', /not empty/],
    [{ a: { exists: 'yes' } }, 'filters.a.exists', /true or false/],
    [{ amount_min: '1000' }, 'filters.amount_min', /number.*operator form/],
    [{ amount_max: [1] }, 'filters.amount_max', /number/],
    [{ all: { a: 1 } }, 'filters.all', /array/],
    [{ any: [] }, 'filters.any', /not empty/],
    [{ any: [{ a: 1 }, 'b'] }, 'filters.any[1]', /object/],
    [{ any: [{ a: 1 }, { b: { like: 1 } }] }, 'filters.any[1].b.like', /not an operator/],
    [{ all: [{}] }, 'filters.all[0]', /at least one/],
    [{ not: [{ a: 1 }] }, 'filters.not', /object/],
    [{ not: {} }, 'filters.not', /at least one/],
    [{ amount: { not: { gte: 1 } } }, 'filters.amount.not', /beside keys/],
    [{ 'a..b': 1 }, 'filters.a..b', /dots/],
    [{ '': 1 }, 'filters.', /dots/],
    [{ [Array(33).fill('a').join('.')]: 1 }, `filters.${Array(33).fill('a').join('.')}`, /32/],
    [{ '@': 'x' }, 'filters.@', /attribute/],
    [{ '@subject.id': 'x' }, 'filters.@subject.id', /attribute/],
    [{ '@ward': 5 }, 'filters.@ward', /text/],
    [{ '@ward': ['w', null] }, 'filters.@ward', /text/],
    [{ '@ward': { gte: 1 } }, 'filters.@ward.gte', /text/],
    [{ '@ward_min': 1 }, 'filters.@ward_min', /text/],
    [JSON.parse('{"a":{"__proto__":1}}'), 'filters.a.__proto__', /not an operator/],
  ])('%j at %s', (document, field, reason) => {
    expect(problemsOf(document)).toEqual([{ field, reason: expect.stringMatching(reason) }]);
  });

  it('with every problem, under the name that the caller gives the document', () => {
    const problems = problemsOf({ a: { like: 1 }, b: [] }, 'webhooks[2].filters');
    expect(problems.map((problem) => problem.field)).toEqual(['webhooks[2].filters.a.like', 'webhooks[2].filters.b']);
  });

  it('without repeating a value of the filter', () => {
    expect(() => parseFilter({ diagnosis: { eq: ['secret'], prefix: { secret: 'secret' } } })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });

  it('more than 100 conditions, counting each operator, wherever they stand', () => {
    const refusal = [{ field: 'filters', reason: 'a filter has at most 100 conditions' }];
    expect(problemsOf(conditions(100))).toEqual([]);
    expect(problemsOf(conditions(101))).toEqual(refusal);
    expect(problemsOf({ ...conditions(99), last: { gte: 1, lt: 2 } })).toEqual(refusal);
    expect(problemsOf({ ...conditions(99), last: { gte: 1, lt: 2, like: 3 } })).toEqual(refusal);
    expect(problemsOf({ any: [conditions(60), conditions(60)] })).toEqual(refusal);
    expect(problemsOf(conditions(100_000))).toEqual(refusal);
  });

  it('more than 10 filters inside each other', () => {
    expect(problemsOf(nested(10))).toEqual([]);
    expect(problemsOf(nested(11))).toEqual([
      { field: `filters${'.not'.repeat(10)}`, reason: 'filters are nested at most 10 deep' },
    ]);
    expect(problemsOf(nested(2_000))).toHaveLength(1);
  });

  it('with at most 100 problems', () => {
    expect(problemsOf({ any: Array(5_000).fill(1) })).toHaveLength(100);
    expect(problemsOf({ a: Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`x${n}`, 1])) })).toHaveLength(
      100,
    );
  });

  it('whatever is not in the language with FilterRefused, and nothing else', () => {
    fc.assert(fc.property(fc.anything(), (document) => void problemsOf(document)));
  });
});

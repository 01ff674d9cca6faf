import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactedJson, redactionOf } from './json-redaction.js';
import { JsonSpanError } from './json-span.error.js';

const redacted = (json: string, ...paths: string[]) => redactedJson(Buffer.from(json), redactionOf(paths)).toString();

describe('a redaction', () => {
  it.each([
    ['the first member', '{"a":1, "b" : 1.00}', ['a'], '{"b" : 1.00}'],
    ['the last member, with the comma before it', '{ "a":1 , "b":2 }', ['b'], '{ "a":1 }'],
    ['one in the middle', '{"a":1,"b":2,\n"c":3}', ['b'], '{"a":1,"c":3}'],
    ['the only member', '{ "a" : [1] }', ['a'], '{  }'],
    ['all members', '{"a":1,"b":2}', ['*'], '{}'],
    ['several up to the end', '{"a":1,"b":2,"c":3,"d":4}', ['b', 'c', 'd'], '{"a":1}'],
    ['several from the start', '{"a":1,"b":2,"c":3}', ['a', 'b'], '{"c":3}'],
    ['every one of a name that stands twice', '{"a":1,"b":2,"a":{"x":1},"a":3}', ['a'], '{"b":2}'],
    ['a name that is written with escapes', '{"\\u0061":1,"b\\/":2,"c":3}', ['a', 'b/'], '{"c":3}'],
    [
      'a member further down',
      '{"p":{"name":"Eve","id":12345678901234567890}}',
      ['p.name'],
      '{"p":{"id":12345678901234567890}}',
    ],
    ['members below any one', '{"p":{"x":{"ssn":1,"a":2},"y":{"ssn":3}}}', ['p.*.ssn'], '{"p":{"x":{"a":2},"y":{}}}'],
    ['members of all elements', '{"i":[{"c":1,"d":2},7,{"c":3}]}', ['i.c'], '{"i":[{"d":2},7,{}]}'],
    ['the same with a star', '{"i":[{"c":1,"d":2},7,{"c":3}]}', ['i.*.c'], '{"i":[{"d":2},7,{}]}'],
    ['members in arrays of arrays', '[[{"c":1}],[[{"c":2,"d":1}]]]', ['c'], '[[{}],[[{"d":1}]]]'],
    ['elements', '{"i":[1,{"a":2},[3]],"j":4}', ['i.*'], '{"i":[],"j":4}'],
    ['the element of an index', '{"i":["x" , "y","z"]}', ['i.1'], '{"i":["x" , "z"]}'],
    ['inner and outer ones at once', '{"a":{"x":1,"y":2},"b":{"z":1},"c":3}', ['a.y', 'b', 'c'], '{"a":{"x":1}}'],
    ['a shorter path where a longer one begins with it', '{"a":{"b":1},"c":1}', ['a.b', 'a'], '{"c":1}'],
    [
      'names that a prototype has',
      '{"__proto__":{"x":1},"constructor":2,"k":3}',
      ['__proto__', 'constructor'],
      '{"k":3}',
    ],
    ['brackets and quotes in strings', '{"a":"}],\\"","b":"{[\\\\","c":1}', ['b'], '{"a":"}],\\"","c":1}'],
  ])('leaves out %s', (_, json, paths, expected) => {
    expect(redacted(json, ...paths)).toBe(expected);
  });

  it.each([
    ['{"A":1,"ab":2,"a.b":3}', ['a', 'a.b']],
    ['"a"', ['a']],
    ['  [1.00, -0, 1e400] ', ['a', 'a.b']],
    ['{}', ['*']],
    ['{"a":1}', []],
  ])('is the same bytes where it finds nothing: %s', (json, paths) => {
    const bytes = Buffer.from(json);
    expect(redactedJson(bytes, redactionOf(paths))).toBe(bytes);
  });

  it.each(['{"a" 1}', '{"a":', '{"a":1,}', '[1 2]', '{"a":1}x', '{a:1}', '', '{"a":1'])(
    'ends at rubbish: %s',
    (json) => {
      expect(() => redacted(json, 'z')).toThrow(JsonSpanError);
    },
  );

  it('leaves what JSON.parse would have without the members, whatever the data and the blanks in it', () => {
    const name = fc.constantFrom('a', 'b', 'c', '0', '1', 'ä"\\');
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.double({ noDefaultInfinity: true, noNaN: true }),
        fc.string(),
        tie('object'),
        tie('array'),
      ),
      object: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      array: fc.array(tie('value'), { maxLength: 4 }),
    }));
    const step = fc.oneof(name, fc.constant('*'));
    const paths = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(value, paths, fc.constantFrom(0, 1, '\t'), (data, steps, blanks) => {
        const json = JSON.stringify(data, null, blanks);
        const result = redacted(json, ...steps.map((each) => each.join('.')));
        expect(JSON.parse(result)).toEqual(withoutSteps(JSON.parse(json), steps));
      }),
    );
  });
});

/** The same by another way: on values, one step of all paths at a time. */
function withoutSteps(value: unknown, paths: readonly string[][]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const isArray = Array.isArray(value);
  const kept = Object.entries(value).flatMap(([name, member]) => {
    const below = paths.filter(([first]) => first === '*' || first === name).map(([, ...rest]) => rest);
    if (below.some((rest) => rest.length === 0)) return [];
    return [[name, withoutSteps(member, isArray ? [...below, ...paths] : below)] as const];
  });
  return isArray ? kept.map(([, member]) => member) : Object.fromEntries(kept);
}

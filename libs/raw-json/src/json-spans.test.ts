import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSpanError } from './json-span.error.js';
import { arrayElements, objectMembers } from './json-spans.js';

const membersOf = (json: string) =>
  [...objectMembers(Buffer.from(json))].map(([key, value]) => [key, value.toString()] as const);
const elementsOf = (json: string) => arrayElements(Buffer.from(json)).map(String);

describe('objectMembers', () => {
  it('gives each value as it was written, white space and odd escapes included', () => {
    const json = ' {"a" : 1.00 ,\n"b":{ "c" :[1, {"d":"}"}] },"e":"\\u0041\\"}","f":[ ],"g":true, "h" : null }\r\n';
    expect(membersOf(json)).toEqual([
      ['a', '1.00'],
      ['b', '{ "c" :[1, {"d":"}"}] }'],
      ['e', '"\\u0041\\"}"'],
      ['f', '[ ]'],
      ['g', 'true'],
      ['h', 'null'],
    ]);
  });

  it('gives views, not copies', () => {
    const bytes = Buffer.from('{"a":12}');
    expect(objectMembers(bytes).get('a')?.buffer).toBe(bytes.buffer);
  });

  it('decodes keys', () => {
    expect(membersOf('{"\\u0061\\n":1,"ключ":2,"😀":3,"__proto__":4,"":5}').map(([key]) => key)).toEqual([
      'a\n',
      'ключ',
      '😀',
      '__proto__',
      '',
    ]);
  });

  it('takes an empty object', () => {
    expect(membersOf(' { } ')).toEqual([]);
  });

  it.each([
    ['{"a":1,"a":2}', 'duplicate_key', 7],
    ['{"a":1,"\\u0061":2}', 'duplicate_key', 7],
    ['[1]', 'not_an_object', 0],
    [' "a"', 'not_an_object', 1],
    ['', 'not_an_object', 0],
    ['{', 'malformed', 1],
    ['{"a"', 'malformed', 4],
    ['{"a":', 'malformed', 5],
    ['{"a":}', 'malformed', 5],
    ['{"a":"', 'malformed', 5],
    ['{"a":"\\', 'malformed', 5],
    ['{"a":[', 'malformed', 5],
    ['{"a":1', 'malformed', 6],
    ['{"a":1,}', 'malformed', 7],
    ['{a:1}', 'malformed', 1],
    ['{"\\q":1}', 'malformed', 1],
    ['{"a":1}x', 'malformed', 7],
  ])('refuses %s as %s at %i', (json, reason, position) => {
    expect(() => membersOf(json)).toThrow(expect.objectContaining({ name: 'JsonSpanError', reason, position }));
  });

  it('names no key in its message', () => {
    expect(() => membersOf('{"Smith":1,"Smith":2}')).toThrow(/^(?!.*Smith)/);
  });

  it('needs no stack for deep data', () => {
    const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
    expect(objectMembers(Buffer.from(`{"a":${deep}}`)).get('a')?.length).toBe(2_000_000);
  });

  it('agrees with JSON.parse on every object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.nat(3), (object, indent) => {
        const members = objectMembers(Buffer.from(JSON.stringify(object, null, indent)));
        const parsed = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
        expect([...members.keys()]).toEqual(Object.keys(parsed));
        for (const [key, value] of members) expect(JSON.parse(value.toString())).toEqual(parsed[key]);
      }),
    );
  });
});

describe('arrayElements', () => {
  it('gives each element as it was written', () => {
    expect(elementsOf(' [ 1.00 ,"a,]",[2,[3] ],{"b" : 4}, null ] ')).toEqual([
      '1.00',
      '"a,]"',
      '[2,[3] ]',
      '{"b" : 4}',
      'null',
    ]);
    expect(elementsOf('[ ]')).toEqual([]);
  });

  it.each([
    ['{}', 'not_an_array', 0],
    ['[', 'malformed', 1],
    ['[1', 'malformed', 2],
    ['[1,]', 'malformed', 3],
    ['[1 2]', 'malformed', 3],
    ['[] []', 'malformed', 3],
  ])('refuses %s as %s at %i', (json, reason, position) => {
    expect(() => elementsOf(json)).toThrow(expect.objectContaining({ name: 'JsonSpanError', reason, position }));
  });
});

it('divides rubbish, or refuses it with its own error, and always ends', () => {
  const rubbish = fc
    .array(fc.constantFrom(...'{}[]",:\\ 1é', '"a":'), { maxLength: 40 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.constantFrom('{', '[', ''), rubbish, (start, rest) => {
      for (const divide of [objectMembers, arrayElements] as const) {
        try {
          divide(Buffer.from(start + rest));
        } catch (error) {
          expect(error).toBeInstanceOf(JsonSpanError);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

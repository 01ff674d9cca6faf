import { describe, expect, it } from 'vitest';
import { DIALECTS } from '#dialects';
import { dataSchemaProblems, SCHEMA_LIMITS } from './data-schema.rules.js';

const text = { type: 'string' };
const of = (x: unknown) => ({ type: 'object', properties: { x } });
const chain = (length: number, step: (next: string) => unknown) =>
  Object.fromEntries(Array.from({ length }, (_, n) => [`a${n}`, n + 1 < length ? step(`#/$defs/a${n + 1}`) : text]));

describe('a schema is taken', () => {
  it.each(DIALECTS.flatMap(({ catalogue }) => catalogue.map(({ type, schema }) => [type, schema] as const)))(
    'that is built in: %s',
    (_type, schema) => expect(dataSchemaProblems(schema)).toEqual([]),
  );

  it.each([
    ['that is empty', {}],
    ['with a member called pattern', { type: 'object', properties: { pattern: text, $ref: text } }],
    ['with pattern where it is data', of({ enum: [{ pattern: 'x' }], default: { pattern: '(a+)+$' } })],
    ['with references into its own definitions', { $ref: '#/$defs/a~1%62', $defs: { 'a/b': text } }],
    ['that names its draft and itself', { $schema: 'https://json-schema.org/draft/2020-12/schema#', $id: 'urn:a' }],
    ['with tuples, conditions and alternatives', { prefixItems: [text], items: false, if: {}, then: { oneOf: [{}] } }],
  ])('%s', (_, schema) => expect(dataSchemaProblems(schema)).toEqual([]));

  it('twice under one $id', () => {
    expect(dataSchemaProblems({ $id: 'urn:same', type: 'object' })).toEqual([]);
    expect(dataSchemaProblems({ $id: 'urn:same', type: 'array' })).toEqual([]);
  });
});

describe('a schema is refused', () => {
  it.each([
    ['that is no object', true, 'schema', /object/],
    ['with a regular expression', of({ pattern: '(a+)+$' }), 'schema.properties.x.pattern', /regular/],
    ['with patternProperties', { patternProperties: { a: {} } }, 'schema.patternProperties', /regular/],
    ['with a pattern for names', { propertyNames: { pattern: 'a' } }, 'schema.propertyNames.pattern', /regular/],
    ['with the format regex', of({ format: 'regex' }), 'schema.properties.x.format', /one of/],
    ['with a format that nobody checks', of({ format: 'colour' }), 'schema.properties.x.format', /one of/],
    ['with uniqueItems', of({ uniqueItems: true }), 'schema.properties.x.uniqueItems', /for ever/],
    ['with contains', of({ contains: {} }), 'schema.properties.x.contains', /memory/],
    ['with a pattern in a definition', { $defs: { a: { pattern: 'a' } } }, 'schema.$defs.a.pattern', /regular/],
    ['with a reference to elsewhere', { $ref: 'https://example.org/a' }, 'schema.$ref', /pointer/],
    ['with a reference to nothing', { $ref: '#/$defs/a' }, 'schema.$ref', /pointer/],
    [
      'with a reference to a part not looked at',
      { $ref: '#/default', default: { pattern: 'a' } },
      'schema.$ref',
      /poi/,
    ],
    ['with a reference of broken escapes', { $ref: '#/%zz' }, 'schema.$ref', /pointer/],
    ['with a dynamic reference', { $dynamicRef: '#a' }, 'schema.$dynamicRef', /\$ref/],
    ['that is recursive', of({ $ref: '#' }), 'schema.properties.x.$ref', /itself/],
    ['with a keyword of nobody', { colour: 'red' }, 'schema.colour', /known/],
    ['with a schema within that has an $id', of({ $id: 'urn:a' }), 'schema.properties.x.$id', /top/],
    ['of another draft', { $schema: 'http://json-schema.org/draft-07/schema#' }, 'schema.$schema', /2020-12/],
    ['with a type of nobody', of({ type: 'text' }), 'schema.properties.x.type', /./],
    ['with a list in place of a schema', { items: [{}] }, 'schema.items', /must be a schema/],
    ['with a number in place of a schema', of(7), 'schema.properties.x', /must be a schema/],
    ['with required that is no list', { required: 'x' }, 'schema.required', /array/],
    ['that asks for what strict mode refuses', { if: {} }, 'schema', /if/],
    ['that is too large', { description: 'x'.repeat(65 * 1024) }, 'schema', /larger/],
    ['that nests too deep', nested(SCHEMA_LIMITS.maxDepth), 'schema', /deeper/],
    [
      'that grows without end where references are followed',
      { $ref: '#/$defs/a0', $defs: chain(25, ($ref) => ({ allOf: [{ $ref }, { $ref }] })) },
      'schema',
      /checks/,
    ],
    ['that lists values without end', { enum: Array.from({ length: 3_000 }, (_, n) => n) }, 'schema', /checks/],
  ])('%s', (_, schema, field, reason) => {
    expect(dataSchemaProblems(schema)).toContainEqual({ field, reason: expect.stringMatching(reason) });
  });

  it('with every problem named, up to twenty', () => {
    const properties = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`p${n}`, { pattern: 'a' }]));
    expect(dataSchemaProblems({ properties })).toHaveLength(20);
  });

  it('whatever its chain of references makes of the stack', () => {
    const schema = { $ref: '#/$defs/a0', $defs: chain(1_500, ($ref) => ({ $ref })) };
    expect(() => dataSchemaProblems(schema)).not.toThrow();
  });
});

function nested(levels: number): unknown {
  return levels === 0 ? text : { not: nested(levels - 1) };
}

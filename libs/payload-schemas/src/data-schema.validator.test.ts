import { describe, expect, it } from 'vitest';
import type { DataSchema } from '#dialects';
import { DataSchemaUnusable, dataValidator } from './data-schema.validator.js';

const text = { type: 'string' };
const PATIENT: DataSchema = {
  type: 'object',
  required: ['patient'],
  properties: {
    patient: {
      type: 'object',
      required: ['id'],
      properties: { id: text, born: { type: 'string', format: 'date' }, 'a/b~c': text },
    },
    visits: { type: 'array', items: { type: 'object', properties: { price: { type: 'number', minimum: 0 } } } },
    byName: { type: 'object', additionalProperties: { type: 'integer' } },
    kind: { enum: ['new', 'returning'] },
  },
};

const shown = (schema: DataSchema, data: unknown) =>
  dataValidator(schema)(data).map(({ field, reason }) => `${field}: ${reason}`);

describe('problems of data', () => {
  it.each([
    ['a member that is missing', {}, 'data.patient: is required'],
    ['a member that is missing further down', { patient: {} }, 'data.patient.id: is required'],
    ['a wrong type', { patient: { id: 4711 } }, 'data.patient.id: must be string'],
    ['the whole', 'Miller', 'data: must be object'],
    ['a wrong format', { patient: { id: 'p', born: '7.3.1999' } }, 'data.patient.born: must match format "date"'],
    ['a place in a list', { patient: { id: 'p' }, visits: [{}, { price: -1 }] }, 'data.visits.1.price: must be >= 0'],
    ['a name with slashes', { patient: { id: 'p', 'a/b~c': 1 } }, 'data.patient.a/b~c: must be string'],
    [
      'a value that is not among the allowed',
      { patient: { id: 'p' }, kind: 'Miller' },
      'data.kind: must be equal to one of the allowed values',
    ],
  ])('name %s', (_, data, expected) => expect(shown(PATIENT, data)).toEqual([expected]));

  it('hold nothing of the data, neither its values nor names that the schema does not know', () => {
    const data = { patient: { id: 'p' }, byName: { 'Erika Miller': 'x', '4711': 'y' } };
    expect(shown(PATIENT, data)).toEqual(['data.byName.*: must be integer']);
  });

  it('are five at most, each told once', () => {
    const anyOf = Array.from({ length: 9 }, (_, n) => ({ type: 'object', required: [`m${n}`] }));
    expect(shown({ anyOf }, {})).toHaveLength(5);
    expect(shown({ anyOf: [text, text] }, 1)).toEqual(['data: must be string', 'data: must match a schema in anyOf']);
  });

  it('are none where the data fits, further members included', () => {
    expect(shown(PATIENT, { patient: { id: 'p', more: 1 }, more: null })).toEqual([]);
  });
});

describe('data', () => {
  it('may hold numbers that a double cannot', () => {
    expect(shown({ items: { type: 'number' } }, JSON.parse('[1e400,12345678901234567890]'))).toEqual([]);
    expect(shown({ multipleOf: 0.01 }, 0.07)).toEqual([]);
  });

  it('has only members of its own', () => {
    const schema = { required: ['constructor'], properties: { toString: text } };
    expect(shown(schema, {})).toEqual(['data.constructor: is required']);
    expect(shown(schema, JSON.parse('{"constructor":1,"__proto__":{"toString":1}}'))).toEqual([]);
  });
});

describe('a check', () => {
  const many = (checks: number) => ({ items: { allOf: Array.from({ length: checks }, () => ({ type: 'number' })) } });

  it('of ordinary size is made', () => {
    expect(
      shown(
        many(30),
        Array.from({ length: 600_000 }, () => 1),
      ),
    ).toEqual([]);
    expect(shown({ items: text }, ['x'.repeat(10_000_000)])).toEqual([]);
  });

  it.each([
    ['values', Array.from({ length: 100_000 }, () => 1)],
    ['text', ['x'.repeat(10_000_000)]],
  ])('that would hold up others with its %s is not made, and that is a problem', (_, data) => {
    const startedMs = performance.now();
    expect(shown(many(900), data)).toEqual(['data: is too much to be checked against this schema']);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('a validator', () => {
  it('is compiled once for a schema object', () => {
    expect(dataValidator(PATIENT)).toBe(dataValidator(PATIENT));
  });

  it('of a schema that cannot be compiled says so', () => {
    expect(() => dataValidator({ type: 'colour' })).toThrow(DataSchemaUnusable);
  });

  it('of two schemas with one $id are two', () => {
    expect(shown({ $id: 'urn:same', type: 'string' }, 1)).toEqual(['data: must be string']);
    expect(shown({ $id: 'urn:same', type: 'number' }, 1)).toEqual([]);
  });

  it.each(['date-time', 'email', 'hostname', 'uri', 'duration', 'ipv6', 'time'])(
    'is done soon with a long text that is no %s',
    (format) => {
      const fits = dataValidator({ items: { format } });
      const hostile = ['a', '1', 'a.', 'a@a.', 'a-', ':', 'P1Y', '1T', 'a@a', 'x:a'].map(
        (piece) => `${piece.repeat(200_000)}!`,
      );
      const startedMs = performance.now();
      for (const each of hostile) fits([each]);
      expect(performance.now() - startedMs).toBeLessThan(2_000);
    },
  );
});

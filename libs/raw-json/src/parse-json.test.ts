import { describe, expect, it } from 'vitest';
import { InvalidJson } from './invalid-json.error.js';
import { parseJson } from './parse-json.js';

function refusalOf(bytes: Buffer | string, maxDepth?: number): InvalidJson {
  try {
    parseJson(Buffer.from(bytes as string), maxDepth === undefined ? {} : { maxDepth });
  } catch (error) {
    if (error instanceof InvalidJson) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('parseJson', () => {
  it('gives the value', () => {
    expect(parseJson(Buffer.from(' {"a":[1,"ü"]} '))).toEqual({ a: [1, 'ü'] });
  });

  it('refuses a byte order mark', () => {
    expect(refusalOf('\uFEFF{}')).toMatchObject({ reason: 'byte_order_mark', position: 0 });
  });

  it.each([['ff'], ['c080'], ['eda080'], ['22c322']])('refuses bytes that are not UTF-8: %s', (hex) => {
    expect(refusalOf(Buffer.from(hex, 'hex'))).toMatchObject({ reason: 'not_utf8' });
  });

  it('takes the deepest allowed nesting and refuses one more', () => {
    const nested = (depth: number) => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2);
    expect(parseJson(Buffer.from(nested(100)))).toBeInstanceOf(Array);
    expect(refusalOf(nested(102))).toMatchObject({ reason: 'too_deep', position: 300 });
    expect(refusalOf('[[]]', 1)).toMatchObject({ reason: 'too_deep', position: 1 });
    expect(parseJson(Buffer.from('[[],[],["[[[["]]'), { maxDepth: 2 })).toHaveLength(3);
  });

  it('refuses a million brackets without a stack overflow', () => {
    expect(refusalOf('['.repeat(1_000_000)).reason).toBe('too_deep');
  });

  it.each([
    ['', 0],
    ['{"ä":', 6],
    ['{"ä" 1}', 6],
    ['nul', 3],
    ['{"a":1}}', 7],
    ['"a', 2],
    ['[01]', 2],
    ['NaN', undefined],
  ])('refuses the syntax of %j', (text, position) => {
    const refusal = refusalOf(text);
    expect(refusal.reason).toBe('syntax');
    if (refusal.position !== undefined) expect(refusal.position).toBe(position);
  });

  it.each([
    ['{"patient":"Smith" "a"}'],
    ['Smith'],
    ['{"a":Smith, in JSON at position 19850615'],
    ['{"a":1,"b":"Smith was born","c":Smith in JSON at position 19850615}'],
  ])('quotes nothing of %j', (text) => {
    const refusal = refusalOf(text);
    expect(`${refusal.message} ${refusal.stack} ${JSON.stringify(refusal)}`).not.toMatch(/Smith|19850615/);
    expect(refusal.cause).toBeUndefined();
  });
});

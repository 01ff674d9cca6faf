import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

const canonical = (text: string) => canonicalJson(Buffer.from(text)).toString();
const rewritten = (text: string) => JSON.stringify(JSON.parse(text));

/** A JSON value, written with the white space and the escapes of `indent` and `escape`. */
const jsonTexts = fc
  .tuple(fc.jsonValue(), fc.nat(3), fc.boolean())
  .map(([value, indent, escape]) => written(value, indent, escape));

function written(value: unknown, indent: number, escape: boolean): string {
  const text = JSON.stringify(value, null, indent);
  return escape
    ? text.replaceAll(/[^ -~]/g, (c) => (c === '\n' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`))
    : text;
}

const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${maxLength}}$`));
const numberTokens = fc
  .tuple(fc.constantFrom('', '-'), digits(25), fc.option(digits(30)), fc.option(fc.integer({ min: -400, max: 400 })))
  .map(([sign, whole, fraction, exponent]) => {
    const tail = `${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`;
    return `${sign}${whole.replace(/^0+(?=\d)/, '')}${tail}`;
  });

/** The value of a decimal as an integer over 10^1000: exact, and of other making than the code under test. */
function exactly(token: string): bigint {
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return BigInt(whole + fraction) * 10n ** BigInt(1000 + Number(exponent) - fraction.length);
}

describe('canonicalJson', () => {
  it.each([
    ['500.00', '500'],
    ['1e2', '100'],
    ['1E+2', '100'],
    ['-0', '0'],
    ['-0.00000000000000000', '0'],
    ['0e999', '0'],
    ['1.10', '1.1'],
    ['1e21', '1e+21'],
    ['100000000000000000000', '100000000000000000000'],
    ['1000000000000000000000.0', '1e+21'],
    ['0.00000000000000000001', '1e-20'],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567890', '12345678901234567890'],
    ['12345678901234567890.0', '12345678901234567890.0'],
    ['1e400', '1e400'],
    ['-1E400', '-1E400'],
    ['1e-400', '1e-400'],
    ['0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
  ])('writes the number %s as %s', (token, expected) => {
    expect(canonical(token)).toBe(expected);
    expect(canonical(`{"a":[ ${token} ,"${token}"]}`)).toBe(`{"a":[${expected},"${token}"]}`);
  });

  it.each([
    ['{ "b" : 1 , "10":2, "9" : 3,"a":[ ] }'],
    ['{"a":1,"b":2,"a":3}'],
    ['{"__proto__":{"x":1},"constructor":2,"toJSON":"3"}'],
    ['"\\u0041\\/\\u00e9\\u2028\\ud83d\\ude00"'],
    ['"\\ud800 and \\uDC00"'],
    ['"é\u2028😀\u007f"'],
    ['null'],
  ])('writes %s as JSON.stringify does, beside a number it must keep too', (text) => {
    expect(canonical(text)).toBe(rewritten(text));
    const kept = '12345678901234567890';
    expect(canonical(`[${text}, ${kept}]`)).toBe(`[${rewritten(text)},${kept}]`);
  });

  it('sorts and deduplicates the keys of numbers that it keeps', () => {
    expect(canonical('{"b":1e400,"2":1e401,"1":1e402,"b":1e403}')).toBe('{"1":1e402,"2":1e401,"b":1e403}');
  });

  it('refuses what would become JSON only through the stand-ins', () => {
    expect(() => canonical('{12345678901234567890:1}')).toThrow(expect.objectContaining({ reason: 'syntax' }));
    expect(() => canonical('[00000000000000000001]')).toThrow(expect.objectContaining({ reason: 'syntax' }));
  });

  it('equals JSON.stringify(JSON.parse()) wherever numbers came from doubles', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        expect(canonical(text)).toBe(rewritten(text));
      }),
    );
  });

  it('changes nothing when it is applied again', () => {
    const texts = fc.tuple(jsonTexts, numberTokens).map(([text, token]) => `{"a":${text}, "b":[${token}]}`);
    fc.assert(
      fc.property(texts, (text) => {
        const once = canonical(text);
        expect(canonical(once)).toBe(once);
      }),
    );
  });

  it('keeps the exact value of every number', () => {
    fc.assert(
      fc.property(fc.array(numberTokens, { minLength: 1 }), (tokens) => {
        const after = canonical(`[${tokens.join(' , ')}]`)
          .slice(1, -1)
          .split(',');
        expect(after.map(exactly)).toEqual(tokens.map(exactly));
      }),
      { numRuns: 500 },
    );
  });

  it('rewrites every number that a double holds', () => {
    fc.assert(
      fc.property(numberTokens, (token) => {
        const double = JSON.stringify(Number(token));
        const holds = double !== 'null' && exactly(double) === exactly(token);
        expect(canonical(token)).toBe(holds ? double : token);
      }),
      { numRuns: 500 },
    );
  });

  it('takes long numbers in linear time', () => {
    const long = `0.${'0'.repeat(500_000)}1${'0'.repeat(500_000)}1`;
    const startedAt = performance.now();
    expect(canonical(long)).toBe(long);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

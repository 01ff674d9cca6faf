import { describe, expect, it } from 'vitest';
import { losesValue, riskyNumbers, sameDecimal } from './json-numbers.js';

describe('sameDecimal', () => {
  it.each([
    ['1', '1.0', true],
    ['10', '1e1', true],
    ['0.0120', '12E-3', true],
    ['-0', '0e5', true],
    ['1', '10', false],
    ['1', '-1', false],
    ['1e400', '1e401', false],
    ['9007199254740993', '9007199254740992', false],
  ])('of %s and %s is %s', (one, other, same) => {
    expect(sameDecimal(one, other)).toBe(same);
  });
});

describe('losesValue', () => {
  it.each(['1e400', '-1e400', '1e-400', '9007199254740993'])('is true of %s', (number) => {
    expect(losesValue(number)).toBe(true);
  });
  it.each(['1e308', '0e400', '500.00', '9007199254740992'])('is false of %s', (number) => {
    expect(losesValue(number)).toBe(false);
  });
});

describe('riskyNumbers', () => {
  it('finds long numbers and great exponents outside strings', () => {
    const text = '{"1234567890123456":[123456789012345,-1234567890123456 ,1e99,1E-100,"a\\"1e400"],"b":1e400}';
    const found = riskyNumbers(Buffer.from(text)).map(({ start, end }) => text.slice(start, end));
    expect(found).toEqual(['-1234567890123456', '1E-100', '1e400']);
  });
});

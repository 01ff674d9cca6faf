import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataOf, prettyJson } from './pretty-json';

describe('pretty JSON', () => {
  it('is what JSON.stringify makes of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it('leaves numbers as they were written', () => {
    expect(prettyJson('{"dose":1.00,"big":12345678901234567890,"tiny":1e-400}')).toBe(
      '{\n  "dose": 1.00,\n  "big": 12345678901234567890,\n  "tiny": 1e-400\n}',
    );
  });

  it('takes the line breaks that were there for none', () => {
    expect(prettyJson('{ "a" :\n [ ] }')).toBe('{\n  "a": []\n}');
  });
});

describe('the data of an event', () => {
  it('is the last member, as it was sent', () => {
    expect(dataOf('{"uid":"u","subject":"a,\\"data\\":1","data":{"dose":1.00}}')).toBe('{"dose":1.00}');
  });

  it('is not there where it is no JSON', () => {
    expect(dataOf('{"uid":"u","dataBase64":"AA=="}')).toBeUndefined();
  });
});

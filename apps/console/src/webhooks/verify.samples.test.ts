import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DIALECT_NAMES } from '#dialects';
import { verifyRows, verifySamples } from './verify.samples';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/verify.md'), 'utf8');

it('five languages are cut out of the page, each with both functions', () => {
  const samples = verifySamples(PAGE);
  expect(samples.map(({ language }) => language)).toEqual(['TypeScript', 'Python', 'PHP', 'Go', 'Java']);
  for (const { code } of samples) {
    expect(code).toMatch(/verify_?standard_?webhook/i);
    expect(code).toMatch(/verify_?hex_?hmac/i);
    expect(code).not.toContain('```');
  }
});

it('every dialect has its function and header', () => {
  const rows = verifyRows(PAGE);
  expect([...rows.keys()].sort()).toEqual([...DIALECT_NAMES].sort());
  for (const { fn, header } of rows.values()) expect([fn, header].every((each) => each !== '')).toBe(true);
});

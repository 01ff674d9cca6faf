import { describe, expect, it } from 'vitest';
import { describeDialect } from './dialect.contract.js';
import type { DialectFixture } from './dialect.fixture.js';
import { DEFAULT_DIALECT_NAME, DIALECT_NAMES, DIALECTS, dialectNamed } from './registry.js';

for (const dialect of DIALECTS) {
  const { fixture } = (await import(`./${dialect.name}/${dialect.name}.fixture.ts`)) as { fixture: DialectFixture };
  describeDialect(dialect, fixture);
}

describe('the registry', () => {
  it('finds every dialect by its own name', () => {
    expect(DIALECT_NAMES.map(dialectNamed)).toEqual(DIALECTS);
    expect(new Set(DIALECT_NAMES).size).toBe(DIALECTS.length);
    expect(DIALECT_NAMES).toContain(DEFAULT_DIALECT_NAME);
  });

  it.each(['', 'nobody', '__proto__', 'constructor'])('knows no dialect called %j', (name) => {
    expect(() => dialectNamed(name)).toThrow(expect.objectContaining({ name: 'UnknownDialect', dialectName: name }));
  });
});

import { describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '#dialects';
import { type VerifyCase, verifyCases } from './verify-samples.cases.js';
import { answersOf, isInstalled, LANGUAGES } from './verify-samples.languages.js';
import { sampleIn, VERIFY_ROWS } from './verify-samples.page.js';

/** Compilers start slowly. */
const TIMEOUT_MS = 120_000;

describe('docs/verify.md', () => {
  it('says of every dialect how to verify it', () => {
    expect([...VERIFY_ROWS.keys()]).toEqual(expect.arrayContaining(DIALECT_NAMES));
  });

  describe.each(LANGUAGES)('in $name', (language) => {
    const installed = isInstalled(language);
    const skipped = installed ? '' : ` (not run: no ${language.tool[0]} here, or too old a one)`;

    it.skipIf(!installed)(
      `accepts what is signed and refuses all else, without an error${skipped}`,
      {
        timeout: TIMEOUT_MS,
      },
      async () => {
        const cases = verifyCases(Date.now());
        const answers = await answersOf(
          language,
          sampleIn(language.fence),
          cases.map(({ line }) => line),
        );
        expect(cases.map(({ name }, index) => `${name}: ${answers[index]}`)).toEqual(cases.map(expected));
      },
    );
  });
});

function expected({ name, accepts }: VerifyCase): string {
  return `${name}: ${accepts}`;
}

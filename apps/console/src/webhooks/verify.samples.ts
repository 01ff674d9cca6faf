/** What `docs/verify.md` tells the receivers of a dialect: which function verifies, and what it is given. */
export interface VerifyRow {
  readonly fn: string;
  readonly header: string;
  readonly prefix: string;
}

export interface VerifySample {
  readonly language: string;
  readonly code: string;
}

const ROW = /^\| `([^`]+)` \| `(verify\w+)` \| (`[^|]+`) \| (?:`([^`]+)`)? ?\|/gm;
const SAMPLE = /^## ([^\n]+)\n```\w+\n(.*?)^```$/gms;

/** The page's table, by dialect. */
export function verifyRows(page: string): ReadonlyMap<string, VerifyRow> {
  return new Map(
    [...page.matchAll(ROW)].map(([, dialect = '', fn = '', headers = '', prefix = '']) => [
      dialect,
      { fn, header: /`([^`]+)`/.exec(headers)?.[1] ?? '', prefix },
    ]),
  );
}

/** The page's code, one file for each language. */
export function verifySamples(page: string): VerifySample[] {
  return [...page.matchAll(SAMPLE)].map(([, title = '', code = '']) => ({
    language: title.replace(/ \(.*\)$/, ''),
    code: code.trimEnd(),
  }));
}

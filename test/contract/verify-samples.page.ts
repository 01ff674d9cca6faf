import { readFileSync } from 'node:fs';
import path from 'node:path';

export type Scheme = 'hex' | 'standard';

/** What docs/verify.md tells the receivers of a dialect. */
export interface VerifyRow {
  readonly scheme: Scheme;
  /** Any one of them carries the signature. */
  readonly headers: readonly string[];
  readonly prefix: string;
}

const PAGE = readFileSync(path.join(import.meta.dirname, '../../docs/verify.md'), 'utf8');
const ROW = /^\| `([^`]+)` \| `(verifyHexHmac|verifyStandardWebhook)` \| (`[^|]+`) \| (?:`([^`]+)`)? ?\|/gm;

/** The page's table, by the dialect's name. */
export const VERIFY_ROWS: ReadonlyMap<string, VerifyRow> = new Map(
  [...PAGE.matchAll(ROW)].map(([, dialect = '', verifier, headers = '', prefix = '']) => [
    dialect,
    {
      scheme: verifier === 'verifyHexHmac' ? 'hex' : 'standard',
      headers: [...headers.matchAll(/`([^`]+)`/g)].map(([, header = '']) => header),
      prefix,
    },
  ]),
);

/** The page's one code block of a language; empty where it has none. */
export function sampleIn(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(PAGE)?.[1] ?? '';
}

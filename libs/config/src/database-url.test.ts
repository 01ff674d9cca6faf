import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { databaseUrl } from './database-url.js';

const HERE = fileURLToPath(import.meta.url);
const reasonsFor = (url: string) => databaseUrl.safeParse(url).error?.issues.map(({ message }) => message) ?? [];

describe('DATABASE_URL', () => {
  it.each([
    'postgres://u:p@db.example/carehook',
    'postgresql://%2Fvar%2Frun%2Fpostgresql/carehook',
    'postgres://u:p@db.example/carehook?sslmode=verify-full',
    `postgres://u:p@db.example/carehook?sslmode=verify-full&sslrootcert=${HERE}`,
  ])('may be %s', (url) => expect(reasonsFor(url)).toEqual([]));

  it.each([
    ['mysql://u:s3cret@h/d', 'must be a postgres:// URL'],
    [
      'postgres://u:s3cret@h/d?sslmode=verify_full',
      'its sslmode must be one of disable, no-verify, prefer, require, verify-ca, verify-full',
    ],
    [
      'postgres://u:s3cret@h/d?sslmode=verify-full&sslrootcert=/s3cret/ca.pem',
      'the file that its sslrootcert names cannot be read',
    ],
  ])('cannot be %s, and is not quoted', (url, reason) => expect(reasonsFor(url)).toEqual([reason]));
});

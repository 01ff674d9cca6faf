import { accessSync, constants } from 'node:fs';
import { z } from 'zod';

/** As pg reads them. `require` and others verify as `verify-full` does, which its next version will change. */
const SSL_MODES = ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'];
const SSL_FILES = ['sslrootcert', 'sslcert', 'sslkey'];

/**
 * `postgres://user:password@host:port/database`, with `?sslmode=verify-full&sslrootcert=/path/to/ca.pem` for TLS that
 * verifies the server. Files that it names can be read. Messages never quote it.
 */
export const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL')
  .superRefine((text, context) => {
    // A host that is a socket's path makes no URL for Node, and has no use for TLS.
    if (!URL.canParse(text)) return;
    const { searchParams } = new URL(text);
    const refuse = (message: string) => context.addIssue({ code: 'custom', message });
    const mode = searchParams.get('sslmode');
    if (mode !== null && !SSL_MODES.includes(mode)) refuse(`its sslmode must be one of ${SSL_MODES.join(', ')}`);
    for (const name of SSL_FILES) {
      const path = searchParams.get(name);
      if (path !== null && !canRead(path)) refuse(`the file that its ${name} names cannot be read`);
    }
  });

function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

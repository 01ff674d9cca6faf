import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../processes/command.run.js';
import type { Reporter } from '../reporter.js';
import { binary, copyBinaries, installedBinaries } from './postgres.binaries.js';
import { type PostgresUser, postgresUser } from './postgres.user.js';
import { canReach, reachableFolder } from './reachable.folder.js';

/** `initdb` failed. */
export class PostgresInitFailed extends Error {
  override readonly name = 'PostgresInitFailed';
  constructor(
    readonly folder: string,
    readonly output: string,
  ) {
    super(`PostgreSQL could not make its data in ${folder}:\n${output}`);
  }
}

/** A database cluster on disk: its data and the password of its only role, `carehook`. */
export interface PostgresCluster {
  readonly program: string;
  readonly user: PostgresUser;
  /** Holds `data` and `password`, which live and go together. */
  readonly folder: string;
  readonly data: string;
  readonly password: string;
}

/**
 * The cluster of a data folder, made at the first start. Where the user that PostgreSQL must run as cannot reach that
 * folder, it is in a folder for temporary files instead.
 * @throws PostgresUnavailable, PostgresUserMissing, NoReachableFolder, PostgresInitFailed
 */
export async function postgresCluster(dataDir: string, reporter: Reporter): Promise<PostgresCluster> {
  const user = await postgresUser();
  mkdirSync(dataDir, { recursive: true });
  const base = canReach(user, dataDir) ? dataDir : reachableFolder(user, dataDir);
  if (base !== dataDir) {
    reporter.say(`the user postgres cannot reach ${dataDir}: PostgreSQL's data is in ${base} instead`);
  }
  const installed = installedBinaries();
  const binaries = canReach(user, installed.folder)
    ? installed
    : copyBinaries(installed, reachableFolder(user, installed.folder));

  const folder = join(base, 'postgres');
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  if (!existsSync(join(data, 'PG_VERSION'))) {
    reporter.say('making a PostgreSQL database …');
    await makeCluster(binary(binaries, 'initdb'), user, folder);
  }
  const password = readFileSync(passwordFile, 'utf8');
  return { program: binary(binaries, 'postgres'), user, folder, data, password };
}

/** Made beside and then moved into place, so that an interrupted `initdb` leaves no half a cluster. */
async function makeCluster(initdb: string, user: PostgresUser, folder: string): Promise<void> {
  const draft = join(folder, 'data.draft');
  const passwordFile = join(folder, 'password');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
  }
  const args = ['--username=carehook', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const quick = ['--no-sync', '--no-instructions'];
  const result = await runCommand(initdb, [`--pgdata=${draft}`, ...args, ...locale, ...quick], {
    ...user,
    cwd: folder,
  });
  if (!result.succeeded) throw new PostgresInitFailed(folder, result.output);
  renameSync(draft, join(folder, 'data'));
}

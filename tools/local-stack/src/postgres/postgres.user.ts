import { type CommandResult, runCommand } from '../processes/command.run.js';

/** The system user that PostgreSQL runs as; nothing where it is the user who started the stack. */
export interface PostgresUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root, and no other user could be found or made. */
export class PostgresUserMissing extends Error {
  override readonly name = 'PostgresUserMissing';
  constructor(readonly output: string) {
    super(
      'PostgreSQL does not run as root, and the user "postgres" could not be made. Run Carehook as another user, or set ' +
        `DATABASE_URL=postgres://… to use a PostgreSQL that runs already.\n${output}`,
    );
  }
}

/** Root becomes the user `postgres`, who is made where there is none. @throws PostgresUserMissing */
export async function postgresUser(): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return {};
  const found = (await idsOf('postgres')) ?? (await idsOf('_postgres'));
  if (found) return found;
  const group = await runCommand('groupadd', ['--force', '--system', 'postgres']);
  const user = await runCommand('useradd', ['--system', '--no-create-home', '--gid', 'postgres', 'postgres']);
  const made = await idsOf('postgres');
  if (!made) throw new PostgresUserMissing(`${group.output}${user.output}`.trim());
  return made;
}

async function idsOf(name: string): Promise<PostgresUser | undefined> {
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', name]), runCommand('id', ['-g', name])]);
  return uid.succeeded && gid.succeeded ? { uid: number(uid), gid: number(gid) } : undefined;
}

function number({ output }: CommandResult): number {
  return Number(output.trim());
}

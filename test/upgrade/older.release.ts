import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_FOLDER, REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { runCommand } from '../../tools/local-stack/src/processes/command.run.js';

/**
 * What stands for the release before: the end of the stage with five migrations, before batches, alerts, certificates, access rules,
 * the audit log, thin payloads and sealing. `UPGRADE_FROM` names another commit of this repository.
 */
const DEFAULT_FROM = '33c7379b';

/** The commit to come from, in full; nothing where this clone does not have it. */
export function olderCommit(): string | undefined {
  const asked = process.env.UPGRADE_FROM?.trim() || DEFAULT_FROM;
  const { stdout, status } = spawnSync('git', ['rev-parse', '--verify', '--quiet', `${asked}^{commit}`], {
    cwd: REPOSITORY_ROOT,
    encoding: 'utf8',
  });
  if (status === 0) return stdout.trim();
  console.log(`the upgrade is not tested: this clone has no commit ${asked} ("git fetch --unshallow" brings it)`);
  return undefined;
}

/** The older release did not come about. */
export class OlderReleaseNotBuilt extends Error {
  override readonly name = 'OlderReleaseNotBuilt';
  constructor(commit: string, output: string) {
    super(`${commit} could not be built:\n${output.slice(-4_000)}`);
  }
}

/** The folder of a commit's build, made with today's packages and kept for the next run. @throws OlderReleaseNotBuilt */
export async function buildOlder(commit: string): Promise<string> {
  const folder = join(LOCAL_FOLDER, 'releases', commit);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  const archive = `${unfinished}.tar`;
  mkdirSync(unfinished, { recursive: true });
  try {
    const run = async (cwd: string, command: string, ...args: string[]) => {
      const { succeeded, output } = await runCommand(command, args, { cwd });
      if (!succeeded) throw new OlderReleaseNotBuilt(commit, output);
    };
    await run(REPOSITORY_ROOT, 'git', 'archive', '--format=tar', `--output=${archive}`, commit);
    await run(unfinished, 'tar', '-xf', archive);
    symlinkSync(join(REPOSITORY_ROOT, 'node_modules'), join(unfinished, 'node_modules'), 'junction');
    await run(unfinished, 'npm', 'run', 'build');
    renameSync(unfinished, folder);
    return folder;
  } finally {
    rmSync(archive, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

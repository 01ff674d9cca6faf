import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf } from '../processes/command.run.js';
import { waitUntilGone } from '../processes/process-group.signal.js';

const FAST_SHUTDOWN_MS = 5_000;

/**
 * Makes way for a new server on a data folder: shuts down one that a killed run left running, and removes a
 * `postmaster.pid` whose number is by now another program's. One whose process is dead stays: PostgreSQL itself uses it
 * to wait for the last backends of that process, and starting beside those would ruin the data.
 */
export async function endStalePostmaster(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const commandLine = () => (pid > 0 ? commandLineOf(pid) : undefined);
  const isOurs = () => commandLine()?.includes(data) ?? false;
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    if (!isOurs()) break;
    process.kill(pid, signal);
    await waitUntilGone(() => !isOurs(), FAST_SHUTDOWN_MS);
  }
  if (commandLine() !== undefined && !isOurs()) rmSync(file, { force: true });
}

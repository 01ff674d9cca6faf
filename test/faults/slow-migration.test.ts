import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { REPOSITORY_ROOT } from '../../tools/local-stack/src/layout.paths.js';
import { runCommand } from '../../tools/local-stack/src/processes/command.run.js';
import { createDatabase } from '../support/carehook.js';
import { FAULTS_ARE_LONG } from '../support/long-form.js';
import { eventually } from '../support/pipeline.js';

/** Longer than any statement of a running service may take, and than a connection waits for its end. */
const LONG_SECONDS = 36;

it.skipIf(!FAULTS_ARE_LONG)(
  `a migration may take longer than the ${LONG_SECONDS} s after which a service gives a statement up`,
  async () => {
    const url = await createDatabase(`slow_migration_${randomBytes(4).toString('hex')}`);
    const [blocking, watching] = [new Client({ connectionString: url }), new Client({ connectionString: url })];
    await Promise.all([blocking.connect(), watching.connect()]);
    // Who makes a table of that name, too, waits for this transaction.
    await blocking.query('begin');
    await blocking.query('create table tenants ()');

    const main = join(REPOSITORY_ROOT, 'dist', 'apps', 'subscription-api', 'src', 'migrate', 'migrate.main.js');
    const migrating = runCommand(process.execPath, [main], { env: { ...process.env, DATABASE_URL: url } });
    const waited = eventually(
      () => waitingSeconds(watching),
      (seconds) => seconds > LONG_SECONDS,
      (LONG_SECONDS + 15) * 1_000,
    );
    // It would wait for ever, whatever came of this.
    await waited.finally(async () => {
      await blocking.query('rollback');
      await migrating;
    });

    const { succeeded, output } = await migrating;
    expect(succeeded, output).toBe(true);
    expect(output).not.toContain('cannot be reached');
    const { rowCount } = await watching.query('select from migrations');
    expect(rowCount).toBeGreaterThanOrEqual(13);
    await Promise.all([blocking.end(), watching.end()]);
  },
  90_000,
);

/** For how long a migration has waited for a lock; 0 where none does. */
async function waitingSeconds(client: Client): Promise<number> {
  const { rows } = await client.query<{ seconds: number }>(
    `select extract(epoch from clock_timestamp() - query_start)::float8 as seconds from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.seconds ?? 0;
}

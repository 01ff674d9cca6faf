import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Carehook, startCarehook } from '../support/carehook.js';
import { hasOpenssl, type Identity, issuedBy, selfSigned } from '../support/certificates.js';
import { eventually } from '../support/pipeline.js';
import { startWaitingApp } from '../support/waiting.app.js';

/** The run's own server is told to speak TLS; somebody else's is left alone. */
const isPossible = hasOpenssl && !process.env.DATABASE_URL;
const folder = mkdtempSync(join(tmpdir(), 'carehook-postgres-tls-'));

describe.skipIf(!isPossible)(
  `PostgreSQL with TLS${isPossible ? '' : ' (not run: needs openssl 3, no DATABASE_URL)'}`,
  () => {
    let carehook: Carehook;
    const authority = selfSigned('authority');

    beforeAll(async () => {
      await speakTls(issuedBy(authority, 'database', ['DNS:localhost']));
      const servers = { brokers: inject('brokers'), databaseUrl: urlWith('localhost', authority) };
      carehook = await startCarehook({ apps: ['event-ingest'], servers });
    });
    afterAll(async () => {
      await carehook?.stop();
      await onServer('alter system reset ssl', 'select pg_reload_conf()');
      rmSync(folder, { recursive: true });
    });

    it('is spoken to by TLS on every connection where DATABASE_URL says sslmode=verify-full', async () => {
      const { rows } = await carehook.database.query<{ ssl: boolean }>(
        `select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'carehook event-ingest' and datname = current_database()`,
      );
      expect(rows).toEqual([{ ssl: true }]);
    });

    it.each([
      ['by another authority', 'localhost', selfSigned('stranger'), /self-signed certificate|unable to (get|verify)/],
      ['for another name', '127.0.0.1', authority, /does not match certificate's altnames/],
    ])('is not believed with a certificate %s', async (_, host, trusted, reason) => {
      const env = { ...carehook.env, DATABASE_URL: urlWith(host, trusted) };
      const app = await startWaitingApp('event-ingest', env, 'PostgreSQL cannot be reached yet');
      expect(app.log()).toMatch(reason);
      await app.stop();
    });
  },
);

function urlWith(host: string, authority: Identity): string {
  const file = join(folder, `${crypto.randomUUID()}.pem`);
  writeFileSync(file, authority.cert);
  const url = new URL(inject('databaseUrl'));
  url.hostname = host;
  url.search = `?sslmode=verify-full&sslrootcert=${file}`;
  return url.href;
}

/** The server writes its own files, since it may run as a user of its own, who alone may read the key. */
async function speakTls({ cert, key }: Identity): Promise<void> {
  const lines = (text: string) => `select unnest(string_to_array('${text.trim()}', E'\\n'))`;
  await onServer(
    `copy (${lines(cert)}) to program 'umask 077; cat > server.crt'`,
    `copy (${lines(key)}) to program 'umask 077; cat > server.key'`,
    'alter system set ssl = on',
    'select pg_reload_conf()',
  );
  await eventually(
    async () => (await onServer('show ssl'))[0]?.ssl,
    (ssl) => ssl === 'on',
  );
}

async function onServer(...statements: string[]): Promise<Record<string, string>[]> {
  const client = new Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  try {
    let rows: Record<string, string>[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, string>>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

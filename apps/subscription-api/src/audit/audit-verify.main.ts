import { postgresSettings, readSettings } from '#config';
import { DataSource, readAuditChains } from '#postgres';
import { verifyChain } from './audit.chain.js';

/**
 * `npm run audit:verify [tenant]`: follows the chains of all tenants, or of one, and ends with 1 where one is broken.
 * Changes nothing in the database of `DATABASE_URL`.
 */
const settings = readSettings(postgresSettings);
const database = await new DataSource({ type: 'postgres', url: settings.DATABASE_URL, poolSize: 1 }).initialize();
try {
  const chains = await readAuditChains(database, process.argv[2]);
  if (chains.length === 0) process.stdout.write('There is no audit log here.\n');
  for (const { tenantId } of chains) {
    const verdict = await verifyChain(database, tenantId);
    if (!verdict) continue;
    const { ok, rows, firstBroken, head } = verdict;
    if (!ok) process.exitCode = 1;
    const told = ok ? 'holds' : `is broken at row ${firstBroken?.sequence}: ${firstBroken?.reason}`;
    const where = `${rows} rows followed; head ${head.sequence} ${head.hash}`;
    process.stdout.write(`${tenantId}: the chain ${told} (${where})\n`);
  }
} finally {
  await database.destroy();
}

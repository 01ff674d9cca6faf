import pRetry from 'p-retry';
import { DataSource } from 'typeorm';
import type { PostgresSettings } from '#config';
import type { Logger } from '#telemetry';
import { DeadlineClient, STATEMENT_TIMEOUT_MS } from './deadline.client.js';
import { AlertEntity } from './entities/alert.entity.js';
import { ApiKeyEntity } from './entities/api-key.entity.js';
import { AttemptEntity } from './entities/attempt.entity.js';
import { DeliveryEntity } from './entities/delivery.entity.js';
import { ErasureEntity } from './entities/erasure.entity.js';
import { EventEntity } from './entities/event.entity.js';
import { EventTypeEntity } from './entities/event-type.entity.js';
import { RejectedRecordEntity } from './entities/rejected-record.entity.js';
import { TenantEntity } from './entities/tenant.entity.js';
import { TenantDataKeyEntity } from './entities/tenant-data-key.entity.js';
import { WebhookEntity, WebhookSecretEntity } from './entities/webhook.entity.js';
import { WebhookHealthEntity } from './entities/webhook-health.entity.js';
import { First1764000000000 } from './migrations/1-first.migration.js';
import { WebhookStatistics1764100000000 } from './migrations/2-webhook-statistics.migration.js';
import { EventTypes1764200000000 } from './migrations/3-event-types.migration.js';
import { FlowControl1764300000000 } from './migrations/4-flow-control.migration.js';
import { Replays1764400000000 } from './migrations/5-replays.migration.js';
import { Batch1764500000000 } from './migrations/6-batch.migration.js';
import { Alerts1764600000000 } from './migrations/7-alerts.migration.js';
import { WebhookTls1764700000000 } from './migrations/8-webhook-tls.migration.js';
import { Access1764800000000 } from './migrations/9-access.migration.js';
import { AuditLog1764900000000 } from './migrations/10-audit-log.migration.js';
import { Privacy1765000000000 } from './migrations/11-privacy.migration.js';
import { Sealing1765100000000 } from './migrations/12-sealing.migration.js';
import { ConsoleSearches1765200000000 } from './migrations/13-console-searches.migration.js';
import { RejectedRecords1765300000000 } from './migrations/14-rejected-records.migration.js';
import { makePartitions } from './partitions.js';

/** An arbitrary number that all of Carehook's processes agree on. */
const MIGRATION_LOCK = 4_217_064_001;

/** What no statement of a running service outlasts. Migrations of a large database do: an index of all its events takes minutes. */
const DEADLINES = {
  Client: DeadlineClient,
  statement_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: 60_000,
};

/** A connected pool with the schema up to date. Waits for PostgreSQL as long as it takes. */
export async function openDatabase(app: string, settings: PostgresSettings, logger: Logger): Promise<DataSource> {
  return pRetry(() => connectAndMigrate(app, settings, logger), {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 250,
    maxTimeout: 2_000,
    onFailedAttempt: ({ error }) => logger.warn({ reason: error.message }, 'PostgreSQL cannot be reached yet'),
  });
}

async function connectAndMigrate(app: string, settings: PostgresSettings, logger: Logger): Promise<DataSource> {
  const database = await dataSource(app, settings, logger, DEADLINES).initialize();
  try {
    await migrate(database, () => dataSource(app, settings, logger, { keepAlive: true }));
    return database;
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/** A pool that is not connected yet; `extra` is for pg. */
function dataSource(app: string, settings: PostgresSettings, logger: Logger, extra: object): DataSource {
  return new DataSource({
    type: 'postgres',
    url: settings.DATABASE_URL,
    applicationName: `carehook ${app}`,
    poolSize: settings.DATABASE_POOL_SIZE,
    connectTimeoutMS: 3_000,
    extra,
    poolErrorHandler: (error: Error) => logger.warn({ reason: error.message }, 'a database connection was lost'),
    entities: [
      AlertEntity,
      ApiKeyEntity,
      AttemptEntity,
      DeliveryEntity,
      ErasureEntity,
      EventEntity,
      EventTypeEntity,
      RejectedRecordEntity,
      TenantDataKeyEntity,
      TenantEntity,
      WebhookEntity,
      WebhookHealthEntity,
      WebhookSecretEntity,
    ],
    migrations: [
      First1764000000000,
      WebhookStatistics1764100000000,
      EventTypes1764200000000,
      FlowControl1764300000000,
      Replays1764400000000,
      Batch1764500000000,
      Alerts1764600000000,
      WebhookTls1764700000000,
      Access1764800000000,
      AuditLog1764900000000,
      Privacy1765000000000,
      Sealing1765100000000,
      ConsoleSearches1765200000000,
      RejectedRecords1765300000000,
    ],
    logging: false,
  });
}

/**
 * One process migrates, the others wait for it: an advisory lock, held by a connection of its own. Each migration is a transaction, so
 * that one which takes long holds no locks but its own.
 */
async function migrate(database: DataSource, withoutDeadlines: () => DataSource): Promise<void> {
  const guard = database.createQueryRunner();
  await guard.connect();
  await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    if (await database.showMigrations()) {
      const patient = await withoutDeadlines().initialize();
      await patient.runMigrations({ transaction: 'each' }).finally(() => patient.destroy());
    }
    await makePartitions(database, Date.now());
  } finally {
    await guard.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await guard.release();
  }
}

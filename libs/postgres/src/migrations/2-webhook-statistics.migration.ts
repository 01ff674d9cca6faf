import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the recorder counts. Neither table refers to `webhooks`: an outcome of a webhook that is gone must not stop it. Rows of
 * both are changed again and again, so their pages keep room for that.
 */
export class WebhookStatistics1764100000000 implements MigrationInterface {
  readonly name = 'WebhookStatistics1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATISTICS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_hourly_stats, webhook_health');
  }
}

const STATISTICS = [
  `create table webhook_hourly_stats (
    webhook_id uuid not null,
    tenant_id text not null,
    hour timestamptz not null,
    requests integer not null,
    succeeded integer not null,
    failed integer not null,
    deferred integer not null,
    delivered integer not null,
    dead integer not null,
    duration_ms_sum bigint not null,
    timeouts integer not null,
    primary key (webhook_id, hour)
  ) with (fillfactor = 80)`,
  'create index webhook_hourly_stats_of_tenant on webhook_hourly_stats (tenant_id, hour)',
  // The three sums are of all time: the hours' would take longer to add up the older a webhook is.
  `create table webhook_health (
    webhook_id uuid primary key,
    tenant_id text not null,
    consecutive_failures integer not null,
    failing_since timestamptz,
    last_attempt_at timestamptz,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_code text,
    last_status_code integer,
    requests bigint not null,
    succeeded bigint not null,
    duration_ms_sum bigint not null
  ) with (fillfactor = 80)`,
];

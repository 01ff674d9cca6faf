import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is wrong with webhooks. Of a kind there is one open alert of a webhook, whoever finds it. `announced_at` and
 * `clearing_announced_at` are when Kafka had the event that tells of the opening and of the clearing.
 */
export class Alerts1764600000000 implements MigrationInterface {
  readonly name = 'Alerts1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of ALERTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhook_hourly_stats drop column dead_tests');
    await runner.query('drop index webhook_hourly_stats_of_hour');
    await runner.query('drop table alerts');
  }
}

const ALERTS = [
  `create table alerts (
    id uuid primary key,
    tenant_id text not null references tenants,
    webhook_id uuid not null references webhooks,
    kind text not null,
    facts jsonb not null,
    opened_at timestamptz not null default now(),
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    cleared_at timestamptz,
    cleared_reason text,
    announced_at timestamptz,
    clearing_announced_at timestamptz
  )`,
  'create unique index alerts_open on alerts (webhook_id, kind) where cleared_at is null',
  'create index alerts_of_tenant on alerts (tenant_id, id)',
  'create index alerts_cleared on alerts (cleared_at) where cleared_at is not null',
  `create index alerts_unannounced on alerts (id)
   where announced_at is null or (cleared_at is not null and clearing_announced_at is null)`,
  // All webhooks' last hours are read every minute.
  'create index webhook_hourly_stats_of_hour on webhook_hourly_stats (hour)',
  // Of `dead`: nobody has to be told of a test that they made themselves.
  'alter table webhook_hourly_stats add dead_tests integer not null default 0',
];

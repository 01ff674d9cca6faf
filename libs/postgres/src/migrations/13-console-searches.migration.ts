import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people search for and want to see of statistics, at little cost to the recorder: what was delivered at once is in none of it. */
export class ConsoleSearches1765200000000 implements MigrationInterface {
  readonly name = 'ConsoleSearches1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of SEARCHES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table webhook_hourly_stats drop durations, drop status_2xx, drop status_3xx, drop status_4xx,
      drop status_5xx, drop no_status`);
    await runner.query('drop index events_by_own_id, deliveries_unfinished, deliveries_undelivered_of_webhook');
  }
}

const SEARCHES = [
  // Producers' ids are found by equality alone, and a hash is smaller and cheaper to keep than a tree of texts.
  'create index events_by_own_id on events using hash (id)',
  // Dead ones have an index of their own.
  `create index deliveries_unfinished on deliveries (tenant_id, status, id) where status in ('pending', 'queued', 'cancelled')`,
  `create index deliveries_undelivered_of_webhook on deliveries (webhook_id, status, id) where status <> 'delivered'`,
  // See DurationHistogram. Empty where it was not counted yet.
  `alter table webhook_hourly_stats add durations integer[] not null default '{}',
     add status_2xx integer not null default 0, add status_3xx integer not null default 0,
     add status_4xx integer not null default 0, add status_5xx integer not null default 0,
     add no_status integer not null default 0`,
];

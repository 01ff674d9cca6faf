import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What webhooks ask for in rate and order, and how many retries each may have in Kafka. */
export class FlowControl1764300000000 implements MigrationInterface {
  readonly name = 'FlowControl1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    // No row means the credit that a webhook starts with.
    await runner.query(
      `create table webhook_credit (
        webhook_id uuid primary key,
        credit integer not null,
        halved_at timestamptz not null default '-infinity'
      )`,
    );
    await runner.query('alter table webhooks add rate_limit integer, add ordering text');
    await runner.query('alter table deliveries add order_key uuid, add order_sequence bigint');
    await runner.query(
      `create index deliveries_in_order on deliveries (webhook_id, order_key, order_sequence)
       where order_key is not null and status in ('pending', 'queued')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_credit');
    await runner.query('alter table webhooks drop rate_limit, drop ordering');
    await runner.query('alter table deliveries drop order_key, drop order_sequence');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many deliveries of a webhook may be handed to Kafka for a retry at a time; no row means the starting credit. */
export class WebhookCredit1764300000000 implements MigrationInterface {
  readonly name = 'WebhookCredit1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table webhook_credit (
        webhook_id uuid primary key,
        credit integer not null,
        halved_at timestamptz not null default '-infinity'
      )`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_credit');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deliveries that somebody asked for by hand, and an index that finds dead letters among what was delivered. */
export class Replays1764400000000 implements MigrationInterface {
  readonly name = 'Replays1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table deliveries add asked_at timestamptz, add origin_delivery_id uuid');
    await runner.query(`create index deliveries_dead on deliveries (tenant_id, id) where status = 'dead'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index deliveries_dead');
    await runner.query('alter table deliveries drop asked_at, drop origin_delivery_id');
  }
}

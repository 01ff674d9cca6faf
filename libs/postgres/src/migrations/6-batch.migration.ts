import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How webhooks want their deliveries gathered into one request. */
export class Batch1764500000000 implements MigrationInterface {
  readonly name = 'Batch1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhooks add batch jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhooks drop batch');
  }
}

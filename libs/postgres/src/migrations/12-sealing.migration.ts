import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenants' data keys, which of them seals a tenant's new events, and what an event's data is sealed under. */
export class Sealing1765100000000 implements MigrationInterface {
  readonly name = 'Sealing1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table tenant_data_keys (
        id uuid primary key,
        tenant_id text not null references tenants,
        sealed bytea,
        created_at timestamptz not null default now(),
        dropped_at timestamptz,
        revision bigint not null,
        check ((sealed is null) = (dropped_at is not null))
      )`,
    );
    await runner.query('create index tenant_data_keys_tenant on tenant_data_keys (tenant_id, id)');
    await runner.query('create index tenant_data_keys_revision on tenant_data_keys (revision)');
    await runner.query('alter table tenants add sealing_key_id uuid references tenant_data_keys');
    await runner.query('alter table events add data_key_id uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table events drop data_key_id');
    await runner.query('alter table tenants drop sealing_key_id');
    await runner.query('drop table tenant_data_keys');
  }
}

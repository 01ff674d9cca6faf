import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenants' own event types, and what becomes of events whose data does not fit the schema of their type. */
export class EventTypes1764200000000 implements MigrationInterface {
  readonly name = 'EventTypes1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table event_types (
        tenant_id text not null references tenants,
        type text not null,
        version integer not null,
        description text,
        schema jsonb not null,
        example jsonb,
        created_at timestamptz not null default now(),
        deleted_at timestamptz,
        revision bigint not null,
        primary key (tenant_id, type, version)
      )`);
    await runner.query('create index event_types_revision on event_types (revision)');
    await runner.query(`
      alter table tenants add column event_validation text not null default 'warn'
        check (event_validation in ('off', 'warn', 'reject'))`);
    // Null where the data was not checked or fits.
    await runner.query('alter table events add column schema_problems text[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table events drop column schema_problems');
    await runner.query('alter table tenants drop column event_validation');
    await runner.query('drop table event_types');
  }
}

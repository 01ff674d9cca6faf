import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much of an event a webhook gets, how long a tenant keeps its events, and erasures of what is kept of a subject. */
export class Privacy1765000000000 implements MigrationInterface {
  readonly name = 'Privacy1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of PRIVACY) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table erasures');
    await runner.query('drop index deliveries_replays_of_event');
    await runner.query('alter table events drop column erasure_id');
    await runner.query('alter table tenants drop column retention_days');
    await runner.query('alter table webhooks drop payload, drop redact, drop payload_changed_at');
  }
}

const PRIVACY = [
  `alter table webhooks add payload text not null default 'full' check (payload in ('full', 'thin')),
     add redact text[], add payload_changed_at timestamptz`,
  // Null means as long as the system keeps all.
  'alter table tenants add column retention_days integer',
  // Null where the event's data and subject are still there.
  'alter table events add column erasure_id uuid',
  // An event's own delivery is found by the time that both ids carry; a replay carries its own.
  `create index deliveries_replays_of_event on deliveries (event_uid) where reason = 'replay'`,
  // The subject is there until the erasure is done, since it may have to go on after a crash. after_uid: how far it is.
  `create table erasures (
    id uuid primary key,
    tenant_id text not null references tenants,
    subject text,
    subject_salt bytea not null,
    subject_hash bytea not null,
    reason text,
    requested_at timestamptz not null,
    walk smallint not null default 1,
    after_uid uuid not null,
    next_at timestamptz not null,
    finished_at timestamptz,
    events integer not null default 0,
    deliveries integer not null default 0,
    attempts integer not null default 0,
    kafka_until timestamptz not null
  )`,
  'create index erasures_of_tenant on erasures (tenant_id, id)',
  'create index erasures_unfinished on erasures (next_at) where finished_at is null',
];

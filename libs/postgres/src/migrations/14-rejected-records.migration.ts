import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What could not become an event, and why, for the tenant whose it is; null where it is nobody's. */
export class RejectedRecords1765300000000 implements MigrationInterface {
  readonly name = 'RejectedRecords1765300000000';

  async up(runner: QueryRunner): Promise<void> {
    // Few rows, of which housekeeping keeps so many a tenant: no partitions.
    await runner.query(
      `create table rejected_records (
        id uuid primary key,
        tenant_id text,
        rejected_at timestamptz not null,
        topic text not null,
        partition integer not null,
        record_offset bigint not null,
        event_id text,
        event_type text,
        reason text not null,
        detail text not null,
        size_bytes bigint not null,
        unique (topic, partition, record_offset)
      )`,
    );
    await runner.query(`create index rejected_records_of_owner on rejected_records (coalesce(tenant_id, ''), id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rejected_records');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What keys may do and until when, and from when until when a webhook's secrets sign. Null means without limit or end. */
export class Access1764800000000 implements MigrationInterface {
  readonly name = 'Access1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table api_keys add expires_at timestamptz, add allowed_ips text[], add rate_limit integer,
         add last_used_at timestamptz`,
    );
    await runner.query('alter table tenants add key_rate_limit integer');
    await runner.query('alter table webhook_secrets add valid_from timestamptz, add valid_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhook_secrets drop valid_from, drop valid_until');
    await runner.query('alter table tenants drop key_rate_limit');
    await runner.query('alter table api_keys drop expires_at, drop allowed_ips, drop rate_limit, drop last_used_at');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificates of webhooks' own connections. The key is sealed as secrets are. */
export class WebhookTls1764700000000 implements MigrationInterface {
  readonly name = 'WebhookTls1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table webhooks add tls_client_certificate text, add tls_sealed_client_key bytea, add tls_ca text',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhooks drop tls_client_certificate, drop tls_sealed_client_key, drop tls_ca');
  }
}

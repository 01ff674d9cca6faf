import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import type { BatchSettings, Ordering, PayloadForm, RetryConfig } from '#domain';

/** A subscription. Deleted ones keep their row, so that every directory learns of the deletion. */
@Entity('webhooks')
export class WebhookEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('text')
  url!: string;

  @Column('text', { array: true })
  events!: string[];

  @Column('boolean')
  active!: boolean;

  /** Why it is not active, when it was not a person who said so. */
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: string | null;

  @Column('text')
  dialect!: string;

  @Column('jsonb', { nullable: true })
  filters!: Record<string, unknown> | null;

  @Column('jsonb')
  headers!: Record<string, string>;

  @Column('jsonb', { name: 'retry_config' })
  retryConfig!: RetryConfig;

  @Column('integer', { name: 'max_concurrency' })
  maxConcurrency!: number;

  /** Requests a second. */
  @Column('integer', { name: 'rate_limit', nullable: true })
  rateLimit!: number | null;

  @Column('text', { nullable: true })
  ordering!: Ordering | null;

  @Column('jsonb', { nullable: true })
  batch!: BatchSettings | null;

  /** PEM: the certificate that the sender shows, and those that lead to its issuer. */
  @Column('text', { name: 'tls_client_certificate', nullable: true })
  tlsClientCertificate!: string | null;

  @Column('bytea', { name: 'tls_sealed_client_key', nullable: true })
  tlsSealedClientKey!: Buffer | null;

  /** PEM: the authorities that are trusted. */
  @Column('text', { name: 'tls_ca', nullable: true })
  tlsCa!: string | null;

  /** The column has a default: 'full'. */
  @Column('text')
  payload!: PayloadForm;

  /** Paths of members that are left out of the data. */
  @Column('text', { array: true, nullable: true })
  redact!: string[] | null;

  /** When one of these two was last changed: requests before that were made of other payloads. */
  @Column('timestamptz', { name: 'payload_changed_at', nullable: true })
  payloadChangedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @Column('bigint')
  revision!: string;

  @OneToMany(
    () => WebhookSecretEntity,
    (secret) => secret.webhook,
  )
  secrets!: Relation<WebhookSecretEntity>[];
}

/** A signing secret, sealed under the master key; the hint is its last four characters. */
@Entity('webhook_secrets')
export class WebhookSecretEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'webhook_id' })
  webhookId!: string;

  @ManyToOne(
    () => WebhookEntity,
    (webhook) => webhook.secrets,
  )
  @JoinColumn({ name: 'webhook_id' })
  webhook!: Relation<WebhookEntity>;

  @Column('bytea')
  sealed!: Buffer;

  @Column('text')
  hint!: string;

  /** When it begins to sign; null means that it always did. */
  @Column('timestamptz', { name: 'valid_from', nullable: true })
  validFrom!: Date | null;

  /** When it ceases to sign; null means that it does not. */
  @Column('timestamptz', { name: 'valid_until', nullable: true })
  validUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}

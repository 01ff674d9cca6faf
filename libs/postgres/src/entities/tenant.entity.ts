import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EventValidation } from '#domain';

/** An organisation. Its id is a slug: it travels in `ce_tenant`. */
@Entity('tenants')
export class TenantEntity {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'default_dialect' })
  defaultDialect!: string;

  /** The column has a default: 'warn'. */
  @Column('text', { name: 'event_validation' })
  eventValidation!: EventValidation;

  /** Requests a second that each of its keys may make that has no limit of its own; null means the service's default. */
  @Column('integer', { name: 'key_rate_limit', nullable: true })
  keyRateLimit!: number | null;

  /** The data key that seals its new events; null where they are not sealed. */
  @Column('uuid', { name: 'sealing_key_id', nullable: true })
  sealingKeyId!: string | null;

  /** Whole days for which its events, deliveries and attempts are kept; null means as long as the system keeps all. */
  @Column('integer', { name: 'retention_days', nullable: true })
  retentionDays!: number | null;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;

  @Column('bigint')
  revision!: string;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A record that could not become an event: see `Rejection` in #domain. */
@Entity('rejected_records')
export class RejectedRecordEntity {
  /** Carries the time, as a UUIDv7 does. */
  @PrimaryColumn('uuid')
  id!: string;

  /** Null where it names no tenant, or one that there is not. */
  @Column('text', { name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  @Column('timestamptz', { name: 'rejected_at' })
  rejectedAt!: Date;

  @Column('text')
  topic!: string;

  @Column('integer')
  partition!: number;

  /** As text: TypeORM gives a bigint so. */
  @Column('bigint', { name: 'record_offset' })
  offset!: string;

  /** Null in a record of nobody's: what it says there may be anything. */
  @Column('text', { name: 'event_id', nullable: true })
  eventId!: string | null;

  @Column('text', { name: 'event_type', nullable: true })
  eventType!: string | null;

  @Column('text')
  reason!: string;

  @Column('text')
  detail!: string;

  /** As text. */
  @Column('bigint', { name: 'size_bytes' })
  sizeBytes!: string;
}

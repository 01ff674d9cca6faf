import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeliveryReason, DeliveryStatus, OutcomeCode } from '#domain';

/** One event for one webhook: where it stands. Written by the recorder and the scheduler. */
@Entity('deliveries')
export class DeliveryEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('uuid', { name: 'webhook_id' })
  webhookId!: string;

  @Column('uuid', { name: 'event_uid' })
  eventUid!: string;

  @Column('text', { name: 'event_type' })
  eventType!: string;

  @Column('text')
  reason!: DeliveryReason;

  @Column('text')
  status!: DeliveryStatus;

  /** Requests made so far. */
  @Column('integer')
  attempts!: number;

  /** How often it was handed to Kafka. */
  @Column('integer')
  handovers!: number;

  @Column('timestamptz', { name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: Date | null;

  @Column('text', { name: 'last_code' })
  lastCode!: OutcomeCode;

  @Column('integer', { name: 'last_status_code', nullable: true })
  lastStatusCode!: number | null;

  /** When somebody asked for it by hand, or when what they asked for is due: its age counts from then. */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt!: Date | null;

  /** The delivery that this one repeats. */
  @Column('uuid', { name: 'origin_delivery_id', nullable: true })
  originDeliveryId!: string | null;

  @Column('timestamptz', { name: 'accepted_at' })
  acceptedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Alert, AlertClearing, AlertFacts, AlertKind } from '#domain';

/** Something that is or was wrong with a webhook. Written by the scheduler and the recorder, acknowledged by people. */
@Entity('alerts')
export class AlertEntity implements Alert {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('uuid', { name: 'webhook_id' })
  webhookId!: string;

  @Column('text')
  kind!: AlertKind;

  @Column('jsonb')
  facts!: AlertFacts[AlertKind];

  @Column('timestamptz', { name: 'opened_at' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt!: Date | null;

  /** The id of an API key. */
  @Column('uuid', { name: 'acknowledged_by', nullable: true })
  acknowledgedBy!: string | null;

  @Column('timestamptz', { name: 'cleared_at', nullable: true })
  clearedAt!: Date | null;

  @Column('text', { name: 'cleared_reason', nullable: true })
  clearedReason!: AlertClearing | null;

  /** When Kafka had the event of its opening. */
  @Column('timestamptz', { name: 'announced_at', nullable: true })
  announcedAt!: Date | null;

  /** When Kafka had the event of its clearing. */
  @Column('timestamptz', { name: 'clearing_announced_at', nullable: true })
  clearingAnnouncedAt!: Date | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OutcomeCode } from '#domain';

/** How a webhook does, tests left out, and sums of all its requests ever, tests included. Written by the recorder. */
@Entity('webhook_health')
export class WebhookHealthEntity {
  @PrimaryColumn('uuid', { name: 'webhook_id' })
  webhookId!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('integer', { name: 'consecutive_failures' })
  consecutiveFailures!: number;

  /** When the first of them began. */
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince!: Date | null;

  @Column('timestamptz', { name: 'last_attempt_at', nullable: true })
  lastAttemptAt!: Date | null;

  @Column('timestamptz', { name: 'last_success_at', nullable: true })
  lastSuccessAt!: Date | null;

  @Column('timestamptz', { name: 'last_failure_at', nullable: true })
  lastFailureAt!: Date | null;

  @Column('text', { name: 'last_code', nullable: true })
  lastCode!: OutcomeCode | null;

  @Column('integer', { name: 'last_status_code', nullable: true })
  lastStatusCode!: number | null;

  @Column('bigint')
  requests!: string;

  @Column('bigint')
  succeeded!: string;

  @Column('bigint', { name: 'duration_ms_sum' })
  durationMsSum!: string;
}

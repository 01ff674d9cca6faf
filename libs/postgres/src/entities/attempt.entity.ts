import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OutcomeCode, OutcomeResult } from '#domain';

/** One HTTP request made for a delivery. Two rows of one number mean that a crash made it be sent twice. */
@Entity('attempts')
export class AttemptEntity {
  @PrimaryColumn('uuid', { name: 'delivery_id' })
  deliveryId!: string;

  @PrimaryColumn('integer')
  attempt!: number;

  /** Where the outcome stood in Kafka: tells apart two requests of one number. */
  @PrimaryColumn('bigint', { name: 'outcome_offset' })
  outcomeOffset!: string;

  @Column('text')
  result!: OutcomeResult;

  @Column('text')
  code!: OutcomeCode;

  @Column('integer', { name: 'status_code', nullable: true })
  statusCode!: number | null;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('integer', { name: 'duration_ms' })
  durationMs!: number;

  @Column('text', { name: 'response_body', nullable: true })
  responseBody!: string | null;

  @Column('text', { nullable: true })
  error!: string | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody asked to erase what is kept of a subject: how far that is, and afterwards the receipt. */
@Entity('erasures')
export class ErasureEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  /** Null when it is done. */
  @Column('text', { nullable: true })
  subject!: string | null;

  @Column('bytea', { name: 'subject_salt' })
  subjectSalt!: Buffer;

  /** SHA-256 of the salt and the subject in UTF-8. */
  @Column('bytea', { name: 'subject_hash' })
  subjectHash!: Buffer;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  /** Events up to this uid were looked at in this walk; see `eraseNext`. */
  @Column('uuid', { name: 'after_uid' })
  afterUid!: string;

  @Column('smallint')
  walk!: number;

  /** When it goes on. */
  @Column('timestamptz', { name: 'next_at' })
  nextAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  /** Events whose data were erased. */
  @Column('integer')
  events!: number;

  /** Deliveries that waited and were cancelled. */
  @Column('integer')
  deliveries!: number;

  /** Attempts whose stored answer was erased. */
  @Column('integer')
  attempts!: number;

  /** When the records that Kafka holds are gone at the latest. */
  @Column('timestamptz', { name: 'kafka_until' })
  kafkaUntil!: Date;
}

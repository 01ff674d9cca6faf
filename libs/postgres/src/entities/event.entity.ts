import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * An event as it was accepted; `data` holds the producer's bytes, sealed where it has a data key. Written by the recorder, and
 * emptied by erasures.
 */
@Entity('events')
export class EventEntity {
  @PrimaryColumn('uuid')
  uid!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  @Column('text')
  id!: string;

  @Column('text')
  type!: string;

  @Column('text')
  source!: string;

  @Column('text', { nullable: true })
  subject!: string | null;

  /** As the producer wrote it. */
  @Column('text', { name: 'time_text' })
  timeText!: string;

  @Column('text', { name: 'content_type' })
  contentType!: string;

  @Column('jsonb')
  extensions!: Record<string, string>;

  @Column('bytea')
  data!: Buffer;

  /** What the data is sealed under; null where it is in the clear. */
  @Column('uuid', { name: 'data_key_id', nullable: true })
  dataKeyId!: string | null;

  /** Where the data does not fit the schema of its type; null where it fits or was not checked. */
  @Column('text', { name: 'schema_problems', array: true, nullable: true })
  schemaProblems!: string[] | null;

  /** The erasure that took its data, subject and extensions; null where they are still there. */
  @Column('uuid', { name: 'erasure_id', nullable: true })
  erasureId!: string | null;

  @Column('timestamptz', { name: 'accepted_at' })
  acceptedAt!: Date;
}

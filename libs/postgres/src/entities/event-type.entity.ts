import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of an event type of a tenant's own. Versions never change; all of a type are deleted together. */
@Entity('event_types')
export class EventTypeEntity {
  @PrimaryColumn('text', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('text')
  type!: string;

  /** Counted from 1; goes on counting when a type that was deleted is made again. */
  @PrimaryColumn('integer')
  version!: number;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('jsonb')
  schema!: Record<string, unknown>;

  @Column('jsonb', { nullable: true })
  example!: unknown;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @Column('bigint')
  revision!: string;
}

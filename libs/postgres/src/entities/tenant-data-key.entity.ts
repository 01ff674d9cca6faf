import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key that seals the data of a tenant's events. Its row stays when it is dropped, so that what it sealed is known to be erased. */
@Entity('tenant_data_keys')
export class TenantDataKeyEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'tenant_id' })
  tenantId!: string;

  /** The base64 of its 32 bytes, sealed under a master key and bound to its id; null once it was dropped. */
  @Column('bytea', { nullable: true })
  sealed!: Buffer | null;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;

  @Column('timestamptz', { name: 'dropped_at', nullable: true })
  droppedAt!: Date | null;

  @Column('bigint')
  revision!: string;
}

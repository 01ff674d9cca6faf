import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An organisation. Its id is a slug: it travels in `ce_tenant`. */
@Entity('tenants')
export class TenantEntity {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'default_dialect' })
  defaultDialect!: string;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;

  @Column('bigint')
  revision!: string;
}

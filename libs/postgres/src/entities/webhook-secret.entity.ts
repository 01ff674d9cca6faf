import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { WebhookEntity } from './webhook.entity.js';

/** A signing secret, sealed under the master key; the hint is its last four characters. */
@Entity('webhook_secrets')
export class WebhookSecretEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'webhook_id' })
  webhookId!: string;

  @ManyToOne(
    () => WebhookEntity,
    (webhook) => webhook.secrets,
  )
  @JoinColumn({ name: 'webhook_id' })
  webhook!: Relation<WebhookEntity>;

  @Column('bytea')
  sealed!: Buffer;

  @Column('text')
  hint!: string;

  @Column({ type: 'timestamptz', name: 'created_at', insert: false, update: false })
  createdAt!: Date;
}

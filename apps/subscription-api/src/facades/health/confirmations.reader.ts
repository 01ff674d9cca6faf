import { Injectable } from '@nestjs/common';
import { uuidFloor } from '#domain';
import { DataSource, DeliveryEntity } from '#postgres';
import type { Confirmations } from './health.facts.js';

/** What may lie between the end of a delivery's life and the record of its last attempt. */
const SLACK_MS = 3_600_000;

/** Reads from the deliveries of some of a tenant's webhooks what their receivers confirmed. */
@Injectable()
export class ConfirmationsReader {
  constructor(private readonly database: DataSource) {}

  /**
   * A delivery's id carries the time of its event, and nothing is tried for longer than `maxAgeMs` after that: ids from
   * so long before `sinceMs` hold everything that was confirmed since. They prune the partitions, and are a range of the
   * index (webhook_id, id). Only where all of them were silent is one older row looked up, which is that of the newest
   * event.
   */
  async since(
    tenantId: string,
    webhookIds: readonly string[],
    sinceMs: number,
    maxAgeMs: number,
  ): Promise<Confirmations> {
    if (webhookIds.length === 0) return { count: 0, lastAt: undefined };
    const floor = uuidFloor(sinceMs - maxAgeMs - SLACK_MS);
    const found = await this.confirmed(tenantId, webhookIds)
      .andWhere('delivery.id >= :floor', { floor })
      .select('count(*) filter (where delivery.updatedAt >= :since)::int', 'count')
      .addSelect('max(delivery.updatedAt)', 'lastAt')
      .setParameter('since', new Date(sinceMs))
      .getRawOne<{ count: number; lastAt: Date | null }>();
    if (found?.lastAt) return { count: found.count, lastAt: found.lastAt };
    const older = await this.confirmed(tenantId, webhookIds)
      .andWhere('delivery.id < :floor', { floor })
      .orderBy('delivery.id', 'DESC')
      .limit(1)
      .getOne();
    return { count: 0, lastAt: older?.updatedAt };
  }

  private confirmed(tenantId: string, webhookIds: readonly string[]) {
    return this.database.manager
      .createQueryBuilder(DeliveryEntity, 'delivery')
      .where('delivery.tenantId = :tenantId', { tenantId })
      .andWhere('delivery.webhookId in (:...webhookIds)', { webhookIds })
      .andWhere("delivery.status = 'delivered'");
  }
}

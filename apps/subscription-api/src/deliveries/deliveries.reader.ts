import { Injectable } from '@nestjs/common';
import { ApiError, isUuid, uuidFloor } from '#domain';
import type { DeliveryListQuery } from '#payload-schemas';
import { AttemptEntity, DataSource, DeliveryEntity, EventEntity } from '#postgres';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { type AttemptJson, attemptJson, type DeliveryJson, deliveryJson } from './delivery.json.js';

/** Finds a tenant's own deliveries. They are paged by their ids, which carry the day that their partition is made of. */
@Injectable()
export class DeliveriesReader {
  constructor(private readonly database: DataSource) {}

  /** Newest first. */
  async list(tenantId: string, query: DeliveryListQuery): Promise<Page<DeliveryJson>> {
    const { limit, cursor, status, webhookId, eventType, from, to } = query;
    const rows = this.database.manager
      .createQueryBuilder(DeliveryEntity, 'delivery')
      .where('delivery.tenantId = :tenantId', { tenantId });
    const before = keyOfCursor(cursor, isUuid);
    if (before) rows.andWhere('delivery.id < :before', { before });
    if (status) rows.andWhere('delivery.status = :status', { status });
    if (webhookId) rows.andWhere('delivery.webhookId = :webhookId', { webhookId });
    if (eventType) rows.andWhere('delivery.eventType = :eventType', { eventType });
    if (from) rows.andWhere('delivery.id >= :fromId', { fromId: uuidFloor(Date.parse(from)) });
    if (to) rows.andWhere('delivery.id < :toId', { toId: uuidFloor(Date.parse(to)) });
    const found = await rows
      .orderBy('delivery.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    const eventIds = await this.eventIds(tenantId, found);
    return pageOf(
      found,
      limit,
      ({ id }) => id,
      (delivery) => deliveryJson(delivery, eventIds.get(delivery.eventUid)),
    );
  }

  /** @throws ApiError NOT_FOUND */
  async get(tenantId: string, id: string): Promise<DeliveryJson> {
    const delivery = await this.find(tenantId, id);
    const eventIds = await this.eventIds(tenantId, [delivery]);
    return deliveryJson(delivery, eventIds.get(delivery.eventUid));
  }

  /** In the order in which they were made. @throws ApiError NOT_FOUND */
  async attempts(tenantId: string, id: string): Promise<Page<AttemptJson>> {
    await this.find(tenantId, id);
    const rows = await this.database.manager.find(AttemptEntity, {
      where: { deliveryId: id },
      order: { attempt: 'ASC', outcomeOffset: 'ASC' },
    });
    return { data: rows.map(attemptJson), nextCursor: null };
  }

  /** @throws ApiError NOT_FOUND */
  async find(tenantId: string, id: string): Promise<DeliveryEntity> {
    const delivery = isUuid(id) && (await this.database.manager.findOneBy(DeliveryEntity, { id, tenantId }));
    if (!delivery) throw ApiError.notFound('this delivery');
    return delivery;
  }

  /** The producers' ids of the events, by uid. Not a join: a list of uids prunes the events' partitions. */
  private async eventIds(tenantId: string, deliveries: readonly DeliveryEntity[]): Promise<Map<string, string>> {
    if (deliveries.length === 0) return new Map();
    const events = await this.database.manager
      .createQueryBuilder(EventEntity, 'event')
      .select(['event.uid', 'event.id'])
      .where('event.uid in (:...uids)', { uids: [...new Set(deliveries.map(({ eventUid }) => eventUid))] })
      .andWhere('event.tenantId = :tenantId', { tenantId })
      .getMany();
    return new Map(events.map(({ uid, id }) => [uid, id]));
  }
}

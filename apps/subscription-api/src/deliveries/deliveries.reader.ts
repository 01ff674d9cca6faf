import { Injectable } from '@nestjs/common';
import { ApiError, isUuid, uuidFloor } from '#domain';
import type { DeliveryListQuery } from '#payload-schemas';
import {
  AttemptEntity,
  DataSource,
  DeliveryEntity,
  type EntityManager,
  EventEntity,
  In,
  readDeliveriesOf,
  readUidsOf,
  searchDeliveries,
} from '#postgres';
import { encodeCursor, keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { type AttemptJson, attemptJson, type DeliveryJson, deliveryJson } from './delivery.json.js';

/** Finds a tenant's own deliveries. They are paged by their ids, which carry the day that their partition is made of. */
@Injectable()
export class DeliveriesReader {
  constructor(private readonly database: DataSource) {}

  /** Newest first. What no index leads to is looked for among so many a page: see `searchDeliveries`. */
  async list(tenantId: string, query: DeliveryListQuery): Promise<Page<DeliveryJson>> {
    const { limit, cursor, from, to, status, webhookId, eventType } = query;
    const before = keyOfCursor(cursor, isUuid);
    const toId = to && uuidFloor(Date.parse(to));
    const span = {
      fromId: from && uuidFloor(Date.parse(from)),
      toId: before && toId ? least(before, toId) : (before ?? toId),
    };
    const { found, searchedTo } = await this.database.transaction('REPEATABLE READ', async (manager) => {
      const ids = await this.idsOf(manager, tenantId, query);
      const search = { tenantId, ...span, status, webhookId, eventType, ids };
      const { ids: foundIds, ...rest } = await searchDeliveries(manager, search, limit + 1);
      return { found: await manager.findBy(DeliveryEntity, { id: In(foundIds), tenantId }), ...rest };
    });
    const eventIds = await this.eventIds(tenantId, found);
    const page = pageOf(
      found.toSorted((a, b) => (a.id < b.id ? 1 : -1)),
      limit,
      ({ id }) => id,
      (delivery) => deliveryJson(delivery, eventIds.get(delivery.eventUid)),
    );
    return searchedTo === undefined ? page : { ...page, nextCursor: page.nextCursor ?? encodeCursor(searchedTo) };
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

  /** Of the deliveries of the event, or of those of its producer's id, that are asked for; `undefined` where none is. */
  private async idsOf(
    manager: EntityManager,
    tenantId: string,
    { eventUid, eventId }: DeliveryListQuery,
  ): Promise<string[] | undefined> {
    if (eventUid === undefined && eventId === undefined) return undefined;
    const named = eventId === undefined ? undefined : await readUidsOf(manager, tenantId, eventId);
    const uid = eventUid?.toLowerCase();
    const uids = uid === undefined ? named : [uid].filter((each) => named?.includes(each) ?? true);
    const deliveries = uids?.length ? await readDeliveriesOf(manager, tenantId, uids) : [];
    return deliveries.map(({ id }) => id);
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

/** UUIDs sort as their text does. */
function least(a: string, b: string): string {
  return a.toLowerCase() < b ? a : b;
}

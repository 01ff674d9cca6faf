import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ApiError, isUuid, uuidTimeMs } from '#domain';
import type { EventListQuery } from '#payload-schemas';
import { DataSource, EventEntity } from '#postgres';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { type EventAddress, eventAddress } from './event.address.js';
import { type EventJson, eventJson } from './event.json.js';
import { EventUnsealer } from './event.unsealer.js';

/** All columns but the data, which may be 10 MiB. */
const METADATA = [
  'uid',
  'id',
  'type',
  'source',
  'subject',
  'timeText',
  'contentType',
  'extensions',
  'acceptedAt',
  'schemaProblems',
  'dataKeyId',
  'erasureId',
];

/** A thin delivery may be faster than the recorder, which writes an event within a second. */
const YOUNG_MS = 5_000;
const FIRST_WAIT_MS = 250;

/** Finds a tenant's own events, as the recorder wrote them. */
@Injectable()
export class EventsReader {
  constructor(
    private readonly database: DataSource,
    private readonly unsealer: EventUnsealer,
  ) {}

  /** Newest first. */
  async list(tenantId: string, { limit, cursor, type }: EventListQuery): Promise<Page<EventJson>> {
    const query = this.eventsOf(tenantId).select(METADATA.map((column) => `event.${column}`));
    const before = keyOfCursor(cursor, isUuid);
    if (before) query.andWhere('event.uid < :before', { before });
    if (type) query.andWhere('event.type = :type', { type });
    const rows = await query
      .orderBy('event.uid', 'DESC')
      .limit(limit + 1)
      .getMany();
    return pageOf(rows, limit, ({ uid }) => uid, eventJson);
  }

  /**
   * With its data in the clear, by its uid, where it is so young that it may yet be recorded, or the `evt_…` that ingest answered.
   *
   * @throws ApiError NOT_FOUND, ERASED, CONFLICT, UNAVAILABLE
   */
  async find(tenantId: string, uidOrId: string): Promise<EventEntity> {
    const address = eventAddress(uidOrId);
    let event = address && (await this.lookUp(tenantId, address));
    for (let waitMs = FIRST_WAIT_MS; !event && address && mayYetCome(address); waitMs *= 2) {
      await sleep(waitMs);
      event = await this.lookUp(tenantId, address);
    }
    if (!event) throw ApiError.notFound('this event');
    const held = { data: event.data, sealedUnder: event.dataKeyId ?? undefined };
    return { ...event, data: await this.unsealer.open(event, held) };
  }

  private lookUp(tenantId: string, address: EventAddress): Promise<EventEntity | null> {
    const condition =
      'uid' in address ? 'event.uid = :uid' : 'event.id = :id and event.uid >= :fromUid and event.uid < :toUid';
    return this.eventsOf(tenantId).andWhere(condition, address).getOne();
  }

  private eventsOf(tenantId: string) {
    return this.database.manager
      .createQueryBuilder(EventEntity, 'event')
      .where('event.tenantId = :tenantId', { tenantId });
  }
}

function mayYetCome(address: EventAddress): boolean {
  if (!('uid' in address)) return false;
  return Math.abs(Date.now() - uuidTimeMs(address.uid)) < YOUNG_MS;
}

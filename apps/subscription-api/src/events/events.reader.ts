import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ApiError, isUuid, uuidTimeMs } from '#domain';
import type { EventListQuery } from '#payload-schemas';
import { DataSource, EventEntity, readUidsOf, withoutAnyDelivery } from '#postgres';
import { encodeCursor, keyOfCursor, type Page, pageOf } from '../paging/page.js';
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

/** Where events without a delivery are looked for: so many are looked at with one statement, and so many for a page. */
const LOOKED_AT_ONCE = 500;
const MOST_LOOKED_AT = 2_000;

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
  async list(tenantId: string, { limit, cursor, type, id, unmatched }: EventListQuery): Promise<Page<EventJson>> {
    const before = keyOfCursor(cursor, isUuid);
    const uids = id === undefined ? undefined : await readUidsOf(this.database.manager, tenantId, id);
    const next = (below: string | undefined, most: number) => this.read(tenantId, { type, uids, below, most });
    if (!unmatched) return pageOf(await next(before, limit + 1), limit, ({ uid }) => uid, eventJson);
    return this.unmatched(tenantId, limit, (below) => next(below ?? before, LOOKED_AT_ONCE));
  }

  /** Those without a delivery, among at most `MOST_LOOKED_AT` that `next` gives. */
  private async unmatched(
    tenantId: string,
    limit: number,
    next: (below: string | undefined) => Promise<EventEntity[]>,
  ): Promise<Page<EventJson>> {
    const found: EventEntity[] = [];
    let last: string | undefined;
    for (let seen = 0; seen < MOST_LOOKED_AT; seen += LOOKED_AT_ONCE) {
      const events = await next(last);
      const uids = events.map(({ uid }) => uid);
      const without = await withoutAnyDelivery(this.database.manager, tenantId, uids);
      found.push(...events.filter(({ uid }) => without.has(uid)));
      last = events.length < LOOKED_AT_ONCE ? undefined : uids.at(-1);
      if (found.length > limit || last === undefined) break;
    }
    const page = pageOf(found, limit, ({ uid }) => uid, eventJson);
    return { ...page, nextCursor: page.nextCursor ?? (last === undefined ? null : encodeCursor(last)) };
  }

  /** The next ones below a uid, newest first, without their data. */
  private read(
    tenantId: string,
    wanted: { type?: string | undefined; uids?: string[] | undefined; below: string | undefined; most: number },
  ): Promise<EventEntity[]> {
    const query = this.eventsOf(tenantId).select(METADATA.map((column) => `event.${column}`));
    if (wanted.below) query.andWhere('event.uid < :below', { below: wanted.below });
    if (wanted.type) query.andWhere('event.type = :type', { type: wanted.type });
    if (wanted.uids) query.andWhere('event.uid = any(:uids)', { uids: wanted.uids });
    return query.orderBy('event.uid', 'DESC').limit(wanted.most).getMany();
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

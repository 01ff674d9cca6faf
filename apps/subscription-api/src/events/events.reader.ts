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

/** Of a page: among so many events a type is looked for, and so many are compared with deliveries. */
const MOST_LOOKED_AT = 20_000;
const MOST_COMPARED = 2_000;
const COMPARED_AT_ONCE = 500;

/** Uids are exclusive at `below`. */
interface Wanted {
  readonly type: string | undefined;
  readonly uids: readonly string[] | undefined;
  readonly from: string | undefined;
  readonly below: string | undefined;
}

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

  /** Newest first. A type is looked for among so many events a page, and so are those without a delivery. */
  async list(tenantId: string, query: EventListQuery): Promise<Page<EventJson>> {
    const { limit, type, id } = query;
    const below = keyOfCursor(query.cursor, isUuid);
    const uids = id === undefined ? undefined : await readUidsOf(this.database.manager, tenantId, id);
    const from = type === undefined || uids ? undefined : await this.lastLookedAt(tenantId, below);
    const wanted = { type, uids, from, below };
    const { found, searchedTo } = query.unmatched
      ? await this.unmatched(tenantId, wanted, limit)
      : { found: await this.read(tenantId, { ...wanted, most: limit + 1 }) };
    const page = pageOf(found, limit, ({ uid }) => uid, eventJson);
    const goesOnBelow = searchedTo ?? from;
    return page.nextCursor !== null || goesOnBelow === undefined
      ? page
      : { ...page, nextCursor: encodeCursor(goesOnBelow) };
  }

  /** Those without a delivery; `searchedTo` where not all were looked at. */
  private async unmatched(
    tenantId: string,
    wanted: Wanted,
    limit: number,
  ): Promise<{ found: EventEntity[]; searchedTo?: string | undefined }> {
    const found: EventEntity[] = [];
    let last = wanted.below;
    for (let seen = 0; seen < MOST_COMPARED; seen += COMPARED_AT_ONCE) {
      const events = await this.read(tenantId, { ...wanted, below: last, most: COMPARED_AT_ONCE });
      const uids = events.map(({ uid }) => uid);
      const without = await withoutAnyDelivery(this.database.manager, tenantId, uids);
      found.push(...events.filter(({ uid }) => without.has(uid)));
      if (found.length > limit || events.length < COMPARED_AT_ONCE) return { found };
      last = uids.at(-1);
    }
    return { found, searchedTo: last };
  }

  /** The next ones below a uid, newest first, without their data. */
  private read(tenantId: string, wanted: Wanted & { readonly most: number }): Promise<EventEntity[]> {
    const query = this.eventsOf(tenantId).select(METADATA.map((column) => `event.${column}`));
    if (wanted.below) query.andWhere('event.uid < :below', { below: wanted.below });
    if (wanted.from) query.andWhere('event.uid >= :from', { from: wanted.from });
    if (wanted.type) query.andWhere('event.type = :type', { type: wanted.type });
    if (wanted.uids) query.andWhere('event.uid = any(:uids)', { uids: wanted.uids });
    return query.orderBy('event.uid', 'DESC').limit(wanted.most).getMany();
  }

  /** The last of so many events below a uid; undefined where there are fewer. */
  private async lastLookedAt(tenantId: string, below: string | undefined): Promise<string | undefined> {
    const query = this.eventsOf(tenantId).select('event.uid');
    if (below) query.andWhere('event.uid < :below', { below });
    const rows = await query
      .orderBy('event.uid', 'DESC')
      .offset(MOST_LOOKED_AT - 1)
      .limit(1)
      .getMany();
    return rows[0]?.uid;
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

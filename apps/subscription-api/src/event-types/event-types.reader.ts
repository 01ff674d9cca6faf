import { Injectable } from '@nestjs/common';
import { ALERT_EVENTS_CATALOGUE, type CatalogueEntry, DIALECTS, type Dialect, dialectNamed } from '#dialects';
import { ApiError, isEventType } from '#domain';
import type { EventTypeListQuery } from '#payload-schemas';
import { DataSource, EventTypeEntity, In } from '#postgres';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { defaultDialectOf } from '../tenants/default-dialect.js';
import { builtInJson, type EventTypeJson, ownTypeJson } from './event-type.json.js';

/** An entry of the list before its schema is read: a tenant's own may have 64 KiB each. */
interface Listed {
  readonly key: string;
  readonly builtIn?: EventTypeJson;
  readonly own?: { readonly type: string; readonly version: number };
}

/**
 * Finds event types: a tenant's own, those of the products' catalogues, and Carehook's. An own one hides the built-in of its
 * name.
 */
@Injectable()
export class EventTypesReader {
  constructor(private readonly database: DataSource) {}

  /** The newest versions, in the order of their types. */
  async list(tenantId: string, { limit, cursor, dialect }: EventTypeListQuery): Promise<Page<EventTypeJson>> {
    const dialects = dialect === 'all' ? DIALECTS : [await this.dialectOf(tenantId, dialect)];
    const own = await this.newestVersions(tenantId);
    const ownTypes = new Set(own.map(({ type }) => type));
    const listed: Listed[] = [
      ...own.map((each) => ({ key: keyOf(each.type, ''), own: each })),
      ...builtIns(dialects)
        .filter(({ entry }) => !ownTypes.has(entry.type))
        .map(({ entry, dialect: of }) => ({ key: keyOf(entry.type, of?.name ?? ''), builtIn: builtInJson(of, entry) })),
    ];
    const after = keyOfCursor(cursor, isKey) ?? '';
    const rest = listed.filter(({ key }) => key > after).sort((one, other) => (one.key < other.key ? -1 : 1));
    const page = pageOf(
      rest.slice(0, limit + 1),
      limit,
      ({ key }) => key,
      (each) => each,
    );
    return { data: await this.shown(tenantId, page.data), nextCursor: page.nextCursor };
  }

  /**
   * An own type's newest or asked-for version, else the built-in one of the first of `dialects` that has it.
   * @throws ApiError NOT_FOUND
   */
  async find(tenantId: string, type: string, dialects: readonly Dialect[], version?: number): Promise<EventTypeJson> {
    if (!isEventType(type)) throw ApiError.notFound('this event type');
    const own = await this.ownVersion(tenantId, type, version);
    if (own) return ownTypeJson(own);
    const isOverridden = version !== undefined && (await this.ownVersion(tenantId, type)) !== null;
    const found = isOverridden ? undefined : builtIns(dialects).find(({ entry }) => entry.type === type);
    const builtIn = found && builtInJson(found.dialect, found.entry);
    if (!builtIn || (version ?? builtIn.version) !== builtIn.version) throw ApiError.notFound('this event type');
    return builtIn;
  }

  /** The one of this name, else the tenant's default. */
  async dialectOf(tenantId: string, name: string | undefined): Promise<Dialect> {
    return dialectNamed(name ?? (await defaultDialectOf(this.database, tenantId)));
  }

  private ownVersion(tenantId: string, type: string, version?: number): Promise<EventTypeEntity | null> {
    const query = this.ownTypes(tenantId).andWhere('own.type = :type', { type });
    if (version !== undefined) query.andWhere('own.version = :version', { version });
    return query.orderBy('own.version', 'DESC').getOne();
  }

  private newestVersions(tenantId: string): Promise<{ type: string; version: number }[]> {
    return this.ownTypes(tenantId)
      .select('own.type', 'type')
      .addSelect('max(own.version)', 'version')
      .groupBy('own.type')
      .getRawMany<{ type: string; version: number }>();
  }

  private async shown(tenantId: string, listed: readonly Listed[]): Promise<EventTypeJson[]> {
    const own = listed.flatMap((each) => (each.own ? [each.own] : []));
    const rows = await this.database.manager.findBy(EventTypeEntity, {
      tenantId,
      type: In(own.map(({ type }) => type)),
    });
    const rowOf = new Map(rows.map((row) => [`${row.type} ${row.version}`, row]));
    return listed.flatMap(({ builtIn, own: newest }) => {
      const row = newest && rowOf.get(`${newest.type} ${newest.version}`);
      return builtIn ?? (row ? [ownTypeJson(row)] : []);
    });
  }

  private ownTypes(tenantId: string) {
    return this.database.manager
      .createQueryBuilder(EventTypeEntity, 'own')
      .where('own.tenantId = :tenantId and own.deletedAt is null', { tenantId });
  }
}

/** Of these dialects' catalogues, and of Carehook's own events, which every tenant can have. */
function builtIns(dialects: readonly Dialect[]): { readonly entry: CatalogueEntry; readonly dialect?: Dialect }[] {
  return [
    ...dialects.flatMap((dialect) => dialect.catalogue.map((entry) => ({ entry, dialect }))),
    ...ALERT_EVENTS_CATALOGUE.map((entry) => ({ entry })),
  ];
}

/** Neither a type nor a dialect's name has a space. */
const keyOf = (type: string, dialect: string) => `${type} ${dialect}`;
const isKey = (text: string) => /^[A-Za-z0-9_.-]+ [a-z0-9-]*$/.test(text);

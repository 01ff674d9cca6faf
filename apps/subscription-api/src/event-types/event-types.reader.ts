import { Injectable } from '@nestjs/common';
import { DIALECTS, type Dialect, dialectNamed } from '#dialects';
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

/** Finds event types: a tenant's own, and those of the products' catalogues. An own one hides the built-in of its name. */
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
      ...dialects.flatMap((each) =>
        each.catalogue
          .filter(({ type }) => !ownTypes.has(type))
          .map((entry) => ({ key: keyOf(entry.type, each.name), builtIn: builtInJson(each, entry) })),
      ),
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
    const own = isEventType(type) && (await this.ownVersion(tenantId, type, version));
    if (own) return ownTypeJson(own);
    const isOverridden = version !== undefined && (await this.ownVersion(tenantId, type)) !== null;
    const builtIns = isOverridden ? [] : dialects.flatMap((dialect) => builtInOf(dialect, type));
    const builtIn = builtIns.find((each) => version === undefined || each.version === version);
    if (!builtIn) throw ApiError.notFound('this event type');
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

function builtInOf(dialect: Dialect, type: string): EventTypeJson[] {
  return dialect.catalogue.filter((entry) => entry.type === type).map((entry) => builtInJson(dialect, entry));
}

/** Neither a type nor a dialect's name has a space. */
const keyOf = (type: string, dialect: string) => `${type} ${dialect}`;
const isKey = (text: string) => /^[A-Za-z0-9_.-]+ [a-z0-9-]*$/.test(text);

import { Injectable } from '@nestjs/common';
import { ApiError, type Caller, isUuid } from '#domain';
import type { PageQuery } from '#payload-schemas';
import { changeDirectory, DataSource, type EntityManager, TenantDataKeyEntity } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { DataKeyMaker } from './data-key.maker.js';
import { visibleTenant } from './tenants.service.js';

/** A data key as the API shows it: everything but the key. */
export interface DataKeyJson {
  readonly id: string;
  /** Whether it seals the tenant's new events. */
  readonly seals: boolean;
  readonly createdAt: string;
  /** Since when nothing that it sealed can be read; null where it can. */
  readonly droppedAt: string | null;
}

/** The keys that seal the data of a tenant's events. Operators have to do with every tenant's, others with their own. */
@Injectable()
export class DataKeysService {
  constructor(
    private readonly database: DataSource,
    private readonly maker: DataKeyMaker,
  ) {}

  /** Newest first, dropped ones included. @throws ApiError NOT_FOUND */
  async list(caller: Caller, tenantId: string, { limit, cursor }: PageQuery): Promise<Page<DataKeyJson>> {
    const { sealingKeyId } = await visibleTenant(this.database.manager, caller, tenantId);
    const query = this.database.manager
      .createQueryBuilder(TenantDataKeyEntity, 'key')
      .where('key.tenantId = :tenantId', { tenantId });
    const before = keyOfCursor(cursor, isUuid);
    if (before) query.andWhere('key.id < :before', { before });
    const rows = await query
      .orderBy('key.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    const shown = (key: TenantDataKeyEntity) => dataKeyJson(key, sealingKeyId);
    return pageOf(rows, limit, ({ id }) => id, shown);
  }

  /** New events are sealed under a new key; what older ones sealed stays readable. @throws ApiError NOT_FOUND, CONFLICT */
  async rotate(caller: Caller, tenantId: string): Promise<DataKeyJson> {
    return changeDirectory(this.database, async (manager, revision) => {
      const { sealingKeyId } = await visibleTenant(manager, caller, tenantId);
      if (sealingKeyId === null) throw new ApiError('CONFLICT', "this tenant's events are not sealed");
      const id = await this.maker.make(manager, tenantId, revision);
      const after = dataKeyJson(await findKey(manager, tenantId, id), id);
      await auditChange(manager, { tenantId, object: { type: 'data-key', id }, after });
      return after;
    });
  }

  /** Erases what the key sealed, for good; again it does nothing. @throws ApiError NOT_FOUND, CONFLICT */
  async drop(caller: Caller, tenantId: string, id: string): Promise<void> {
    await changeDirectory(this.database, async (manager, revision) => {
      const { sealingKeyId } = await visibleTenant(manager, caller, tenantId);
      const key = await findKey(manager, tenantId, id);
      if (key.id === sealingKeyId) {
        throw new ApiError('CONFLICT', 'this key seals new events: make another one first, or turn sealing off');
      }
      if (key.droppedAt) return;
      await manager.update(TenantDataKeyEntity, { id: key.id }, { sealed: null, droppedAt: new Date(), revision });
      const before = dataKeyJson(key, sealingKeyId);
      const after = dataKeyJson(await findKey(manager, tenantId, key.id), sealingKeyId);
      await auditChange(manager, { tenantId, object: { type: 'data-key', id: key.id }, before, after });
    });
  }
}

async function findKey(manager: EntityManager, tenantId: string, id: string): Promise<TenantDataKeyEntity> {
  const key = isUuid(id) && (await manager.findOneBy(TenantDataKeyEntity, { id, tenantId }));
  if (!key) throw ApiError.notFound('this data key');
  return key;
}

function dataKeyJson({ id, createdAt, droppedAt }: TenantDataKeyEntity, sealingKeyId: string | null): DataKeyJson {
  const seals = id === sealingKeyId;
  return { id, seals, createdAt: createdAt.toISOString(), droppedAt: droppedAt?.toISOString() ?? null };
}

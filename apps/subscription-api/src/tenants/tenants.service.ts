import { Injectable } from '@nestjs/common';
import { ApiError, type Caller, type EventValidation, type Sealing, TENANT_ID } from '#domain';
import type { PageQuery, TenantCreate, TenantUpdate } from '#payload-schemas';
import { changeDirectory, DataSource, type EntityManager, TenantEntity } from '#postgres';
import { insertApiKey, newApiKey } from '../api-keys/api-key.issue.js';
import { auditChange } from '../audit/audit.trail.js';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { DataKeyMaker } from './data-key.maker.js';
import { slugOf } from './tenant.slug.js';
import { refuseRetention } from './tenant-retention.rule.js';

/** A tenant as the API shows it. */
export interface TenantJson {
  readonly id: string;
  readonly name: string;
  readonly defaultDialect: string;
  readonly eventValidation: EventValidation;
  readonly keyRateLimit: number | null;
  readonly sealing: Sealing;
  readonly retentionDays: number | null;
  readonly createdAt: string;
}

/** The organisations that share this Carehook. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly database: DataSource,
    private readonly dataKeys: DataKeyMaker,
  ) {}

  /** With its first admin key, told once. @throws ApiError VALIDATION_FAILED, CONFLICT where the id is taken */
  async create(given: TenantCreate): Promise<TenantJson & { adminKey: string }> {
    const { name, defaultDialect, eventValidation, keyRateLimit = null, retentionDays = null, sealing } = given;
    const id = given.id ?? slugOf(name);
    if (id === '') throw ApiError.validation([{ field: 'id', reason: 'cannot be made from this name: give one' }]);
    const adminKey = newApiKey();
    const tenant = await changeDirectory(this.database, async (manager, revision) => {
      if (await manager.existsBy(TenantEntity, { id }))
        throw new ApiError('CONFLICT', `the tenant ${id} exists already`);
      await refuseRetention(manager, id, retentionDays);
      const chosen = { name, defaultDialect, eventValidation, keyRateLimit, retentionDays };
      await manager.insert(TenantEntity, { id, ...chosen, revision });
      if (sealing === 'on') await this.dataKeys.make(manager, id, revision);
      await insertApiKey(manager, revision, { tenantId: id, name: 'First admin key', role: 'admin' }, adminKey);
      const made = tenantJson(await manager.findOneByOrFail(TenantEntity, { id }));
      await auditChange(manager, { tenantId: id, object: { type: 'tenant', id }, after: made });
      return made;
    });
    return { ...tenant, adminKey };
  }

  /** In the order of their ids. */
  async list({ limit, cursor }: PageQuery): Promise<Page<TenantJson>> {
    const query = this.database.manager.createQueryBuilder(TenantEntity, 'tenant');
    const after = keyOfCursor(cursor, (text) => TENANT_ID.test(text));
    if (after) query.where('tenant.id > :after', { after });
    const rows = await query
      .orderBy('tenant.id')
      .limit(limit + 1)
      .getMany();
    return pageOf(rows, limit, ({ id }) => id, tenantJson);
  }

  /** Operators see every tenant, others their own. @throws ApiError NOT_FOUND */
  async get(caller: Caller, id: string): Promise<TenantJson> {
    return tenantJson(await visibleTenant(this.database.manager, caller, id));
  }

  /** Operators change every tenant, admins their own. @throws ApiError NOT_FOUND, VALIDATION_FAILED */
  async update(caller: Caller, id: string, { sealing, ...changes }: TenantUpdate): Promise<TenantJson> {
    return changeDirectory(this.database, async (manager, revision) => {
      const before = tenantJson(await visibleTenant(manager, caller, id));
      await refuseRetention(manager, id, changes.retentionDays);
      const unsealed = sealing === 'off' && { sealingKeyId: null };
      await manager.update(TenantEntity, { id }, { ...changes, ...unsealed, revision });
      if (sealing === 'on' && before.sealing === 'off') await this.dataKeys.make(manager, id, revision);
      const after = tenantJson(await manager.findOneByOrFail(TenantEntity, { id }));
      await auditChange(manager, { tenantId: id, object: { type: 'tenant', id }, before, after });
      return after;
    });
  }
}

/** Operators see every tenant, others their own. @throws ApiError NOT_FOUND */
export async function visibleTenant(manager: EntityManager, caller: Caller, id: string): Promise<TenantEntity> {
  const isVisible = TENANT_ID.test(id) && (caller.role === 'operator' || caller.tenantId === id);
  const tenant = isVisible && (await manager.findOneBy(TenantEntity, { id }));
  if (!tenant) throw ApiError.notFound('this tenant');
  return tenant;
}

function tenantJson(tenant: TenantEntity): TenantJson {
  const { id, name, defaultDialect, eventValidation, keyRateLimit, sealingKeyId, retentionDays, createdAt } = tenant;
  const sealing = sealingKeyId === null ? 'off' : 'on';
  const chosen = { id, name, defaultDialect, eventValidation, keyRateLimit, sealing, retentionDays } as const;
  return { ...chosen, createdAt: createdAt.toISOString() };
}

import { Injectable } from '@nestjs/common';
import { ApiError, type Caller, isUuid } from '#domain';
import type { ApiKeyCreate, PageQuery } from '#payload-schemas';
import { ApiKeyEntity, changeDirectory, DataSource, type EntityManager } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { insertApiKey, newApiKey } from './api-key.issue.js';
import { type ApiKeyJson, apiKeyJson } from './api-key.json.js';

/** Makes, shows and revokes the keys of a tenant. */
@Injectable()
export class ApiKeysService {
  constructor(private readonly database: DataSource) {}

  /** The answer tells the key, once. */
  async create(tenantId: string, { name, role }: ApiKeyCreate): Promise<ApiKeyJson & { key: string }> {
    const key = newApiKey();
    const entity = await changeDirectory(this.database, async (manager, revision) => {
      const made = await insertApiKey(manager, revision, { tenantId, name, role }, key);
      await auditChange(manager, { object: { type: 'api-key', id: made.id }, after: apiKeyJson(made) });
      return made;
    });
    return { ...apiKeyJson(entity), key };
  }

  /** Those that work, newest first. */
  async list(tenantId: string, { limit, cursor }: PageQuery): Promise<Page<ApiKeyJson>> {
    const query = workingKeys(this.database.manager, tenantId);
    const before = keyOfCursor(cursor, isUuid);
    if (before) query.andWhere('key.id < :before', { before });
    const rows = await query
      .orderBy('key.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    return pageOf(rows, limit, ({ id }) => id, apiKeyJson);
  }

  /** @throws ApiError NOT_FOUND; FORBIDDEN for an operator's key; CONFLICT where nobody could administer any more */
  async revoke(caller: Caller, id: string): Promise<void> {
    await changeDirectory(this.database, async (manager, revision) => {
      const keys = await workingKeys(manager, caller.tenantId).getMany();
      const key = keys.find((each) => each.id === id.toLowerCase());
      if (!key) throw ApiError.notFound('this API key');
      if (key.role === 'operator' && caller.role !== 'operator') {
        throw new ApiError('FORBIDDEN', "an operator's key is revoked by an operator");
      }
      const remaining = keys.filter((each) => each !== key);
      refuseLast(key, remaining, 'operator', ['operator']);
      refuseLast(key, remaining, 'admin', ['admin', 'operator']);
      await manager.update(ApiKeyEntity, { id: key.id }, { revokedAt: new Date(), revision });
      await auditChange(manager, { object: { type: 'api-key', id: key.id }, before: apiKeyJson(key) });
    });
  }
}

/** Refuses to revoke the last key that can do the work of `role`. */
function refuseLast(
  key: ApiKeyEntity,
  remaining: readonly ApiKeyEntity[],
  role: string,
  ableRoles: readonly ApiKeyEntity['role'][],
): void {
  if (!ableRoles.includes(key.role) || remaining.some((each) => ableRoles.includes(each.role))) return;
  throw new ApiError('CONFLICT', `this is the last ${role} key of the tenant: make another one first`);
}

function workingKeys(manager: EntityManager, tenantId: string) {
  return manager
    .createQueryBuilder(ApiKeyEntity, 'key')
    .where('key.tenantId = :tenantId and key.revokedAt is null', { tenantId });
}

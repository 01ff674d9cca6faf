import { Injectable } from '@nestjs/common';
import { ApiError, type Caller, isUuid } from '#domain';
import type { ApiKeyCreate, ApiKeyRotate, PageQuery } from '#payload-schemas';
import { ApiKeyEntity, changeDirectory, DataSource, type EntityManager } from '#postgres';
import { auditChange } from '../audit/audit.trail.js';
import { keyOfCursor, type Page, pageOf } from '../paging/page.js';
import { insertApiKey, newApiKey } from './api-key.issue.js';
import { type ApiKeyJson, apiKeyJson } from './api-key.json.js';
import { expiryOf, rotatedExpiries } from './api-key.lifetime.js';

/** The new key, and until when the old one works. */
export type RotatedApiKey = ApiKeyJson & { key: string; replaced: { id: string; expiresAt: string } };

/** Makes, shows, rotates and revokes the keys of a tenant. */
@Injectable()
export class ApiKeysService {
  constructor(private readonly database: DataSource) {}

  /** The answer tells the key, once. @throws ApiError VALIDATION_FAILED */
  async create(tenantId: string, given: ApiKeyCreate): Promise<ApiKeyJson & { key: string }> {
    const { name, role, allowedIps, rateLimit } = given;
    const expiresAt = expiryOf(given.expiresAt, Date.now());
    const owner = { tenantId, name, role, expiresAt, allowedIps: allowedIps ?? null, rateLimit: rateLimit ?? null };
    const key = newApiKey();
    const entity = await changeDirectory(this.database, async (manager, revision) => {
      const made = await insertApiKey(manager, revision, owner, key);
      await auditChange(manager, { object: { type: 'api-key', id: made.id }, after: apiKeyJson(made) });
      return made;
    });
    return { ...apiKeyJson(entity), key };
  }

  /** Those that were not revoked, newest first. */
  async list(tenantId: string, { limit, cursor }: PageQuery): Promise<Page<ApiKeyJson>> {
    const query = unrevokedKeys(this.database.manager, tenantId);
    const before = keyOfCursor(cursor, isUuid);
    if (before) query.andWhere('key.id < :before', { before });
    const rows = await query
      .orderBy('key.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    return pageOf(rows, limit, ({ id }) => id, apiKeyJson);
  }

  /** @throws ApiError NOT_FOUND */
  async get(tenantId: string, id: string): Promise<ApiKeyJson> {
    return apiKeyJson(await findKey(this.database.manager, tenantId, id));
  }

  /**
   * Makes a key that may do what another one may, which expires after the overlap. The answer tells the new one, once.
   * @throws ApiError NOT_FOUND; FORBIDDEN for an operator's key
   */
  async rotate(caller: Caller, id: string, { overlapHours }: ApiKeyRotate): Promise<RotatedApiKey> {
    const key = newApiKey();
    return changeDirectory(this.database, async (manager, revision) => {
      const old = await findKey(manager, caller.tenantId, id);
      refuseOthersOperator(old, caller);
      const { tenantId, name, role, allowedIps, rateLimit } = old;
      const expiries = rotatedExpiries(old, overlapHours, Date.now());
      const owner = { tenantId, name, role, allowedIps, rateLimit, expiresAt: expiries.next };
      const entity = await insertApiKey(manager, revision, owner, key);
      await manager.update(ApiKeyEntity, { id: old.id }, { expiresAt: expiries.old, revision });
      const replaced = { id: old.id, expiresAt: expiries.old.toISOString() };
      await auditChange(manager, {
        object: { type: 'api-key', id: entity.id },
        after: { ...apiKeyJson(entity), replaced },
      });
      return { ...apiKeyJson(entity), key, replaced };
    });
  }

  /** @throws ApiError NOT_FOUND; FORBIDDEN for an operator's key; CONFLICT where nobody could administer any more */
  async revoke(caller: Caller, id: string): Promise<void> {
    await changeDirectory(this.database, async (manager, revision) => {
      const key = await findKey(manager, caller.tenantId, id);
      refuseOthersOperator(key, caller);
      const all = await unrevokedKeys(manager, caller.tenantId).getMany();
      const remaining = all.filter((each) => each.id !== key.id);
      refuseLast(key, remaining, 'operator', ['operator']);
      refuseLast(key, remaining, 'admin', ['admin', 'operator']);
      await manager.update(ApiKeyEntity, { id: key.id }, { revokedAt: new Date(), revision });
      await auditChange(manager, { object: { type: 'api-key', id: key.id }, before: apiKeyJson(key) });
    });
  }
}

/** A key of the tenant that was not revoked. @throws ApiError NOT_FOUND */
async function findKey(manager: EntityManager, tenantId: string, id: string): Promise<ApiKeyEntity> {
  const key = isUuid(id) && (await unrevokedKeys(manager, tenantId).andWhere('key.id = :id', { id }).getOne());
  if (!key) throw ApiError.notFound('this API key');
  return key;
}

/** Who had an operator's key told to them would be one. */
function refuseOthersOperator(key: ApiKeyEntity, caller: Caller): void {
  if (key.role !== 'operator' || caller.role === 'operator') return;
  throw new ApiError('FORBIDDEN', "an operator's key is revoked and rotated by an operator");
}

/** Refuses to revoke the last key that can do the work of `role` for ever: one that expires would lock the tenant out. */
function refuseLast(
  key: ApiKeyEntity,
  remaining: readonly ApiKeyEntity[],
  role: string,
  ableRoles: readonly ApiKeyEntity['role'][],
): void {
  const isLasting = (each: ApiKeyEntity) => ableRoles.includes(each.role) && each.expiresAt === null;
  if (!isLasting(key) || remaining.some(isLasting)) return;
  throw new ApiError('CONFLICT', `this is the tenant's last ${role} key that does not expire: make another one first`);
}

function unrevokedKeys(manager: EntityManager, tenantId: string) {
  return manager
    .createQueryBuilder(ApiKeyEntity, 'key')
    .where('key.tenantId = :tenantId and key.revokedAt is null', { tenantId });
}

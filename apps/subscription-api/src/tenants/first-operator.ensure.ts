import { DEFAULT_DIALECT_NAME } from '#dialects';
import { apiKeyHash } from '#domain';
import { ApiKeyEntity, changeDirectory, type DataSource, type EntityManager, TenantEntity } from '#postgres';
import { insertApiKey } from '../api-keys/api-key.issue.js';
import { apiKeyJson } from '../api-keys/api-key.json.js';
import { auditOwnChange } from '../audit/audit.trail.js';

const DEFAULT_TENANT_ID = 'default';

/**
 * Sees to it that tenant `default` is there and that `key` is an operator's key in it, whoever revoked or rotated it before: the
 * environment has the last word. Changes nothing where nothing is missing; safe in several processes at once.
 */
export async function ensureFirstOperator(database: DataSource, key: string): Promise<void> {
  if (await isOperatorKey(database.manager, key)) return;
  await changeDirectory(database, async (manager, revision) => {
    if (await isOperatorKey(manager, key)) return;
    const id = DEFAULT_TENANT_ID;
    if (!(await manager.existsBy(TenantEntity, { id }))) {
      await manager.insert(TenantEntity, { id, name: 'Default', defaultDialect: DEFAULT_DIALECT_NAME, revision });
    }
    const operator = { tenantId: id, role: 'operator' } as const;
    const known = await manager.findOneBy(ApiKeyEntity, { keyHash: apiKeyHash(key) });
    if (known)
      await manager.update(ApiKeyEntity, { id: known.id }, { ...operator, revokedAt: null, expiresAt: null, revision });
    else await insertApiKey(manager, revision, { ...operator, name: 'CAREHOOK_ADMIN_KEY' }, key);
    const ensured = await manager.findOneByOrFail(ApiKeyEntity, { keyHash: apiKeyHash(key) });
    await auditOwnChange(manager, {
      tenantId: id,
      name: 'CAREHOOK_ADMIN_KEY',
      action: 'api-key.create',
      object: { type: 'api-key', id: ensured.id },
      after: apiKeyJson(ensured),
    });
  });
}

async function isOperatorKey(manager: EntityManager, key: string): Promise<boolean> {
  const known = await manager.findOneBy(ApiKeyEntity, { keyHash: apiKeyHash(key) });
  return (
    known?.role === 'operator' &&
    known.tenantId === DEFAULT_TENANT_ID &&
    known.revokedAt === null &&
    known.expiresAt === null
  );
}

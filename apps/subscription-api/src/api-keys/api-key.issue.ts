import { randomBytes } from 'node:crypto';
import { type ApiKeyRole, apiKeyHash, formatApiKey, newId } from '#domain';
import { ApiKeyEntity, type EntityManager } from '#postgres';

const MAX_HINT_LENGTH = 8;

/** A new random key. This is the only moment in which it is known. */
export function newApiKey(): string {
  return formatApiKey(randomBytes(32));
}

/** Whose key it is and what it may do; what is left out has no limit. */
export interface NewApiKey {
  readonly tenantId: string;
  readonly name: string;
  readonly role: ApiKeyRole;
  readonly expiresAt?: Date | null;
  readonly allowedIps?: string[] | null;
  readonly rateLimit?: number | null;
}

/** Writes a key down, inside `changeDirectory`. Of the key itself only its hash and first characters are kept. */
export async function insertApiKey(
  manager: EntityManager,
  revision: string,
  owner: NewApiKey,
  key: string,
): Promise<ApiKeyEntity> {
  const id = newId(Date.now());
  await manager.insert(ApiKeyEntity, { ...owner, id, keyHash: apiKeyHash(key), hint: hintOf(key), revision });
  return manager.findOneByOrFail(ApiKeyEntity, { id });
}

/** At most a quarter of a key: one that an operator chose may be short. */
function hintOf(key: string): string {
  return key.slice(0, Math.min(MAX_HINT_LENGTH, Math.floor(key.length / 4)));
}

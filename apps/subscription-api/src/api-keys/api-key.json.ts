import type { ApiKeyEntity } from '#postgres';

/** A key as the API shows it: never the key itself, only its first characters. */
export function apiKeyJson(key: ApiKeyEntity) {
  const { id, name, role, hint, allowedIps, rateLimit } = key;
  return {
    id,
    name,
    role,
    hint,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    allowedIps,
    rateLimit,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    createdAt: key.createdAt.toISOString(),
  };
}
export type ApiKeyJson = ReturnType<typeof apiKeyJson>;

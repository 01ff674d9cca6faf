import type { ApiKeyEntity } from '#postgres';

/** A key as the API shows it: never the key itself, only its first characters. */
export function apiKeyJson({ id, name, role, hint, createdAt }: ApiKeyEntity) {
  return { id, name, role, hint, createdAt: createdAt.toISOString() };
}
export type ApiKeyJson = ReturnType<typeof apiKeyJson>;

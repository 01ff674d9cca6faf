import { ApiError, HOUR_MS } from '#domain';
import type { ApiKeyEntity } from '#postgres';

/** When a new key expires. @throws ApiError VALIDATION_FAILED where that is not in the future */
export function expiryOf(expiresAt: string | null | undefined, nowMs: number): Date | null {
  if (expiresAt === null || expiresAt === undefined) return null;
  if (Date.parse(expiresAt) > nowMs) return new Date(expiresAt);
  throw ApiError.validation([{ field: 'expiresAt', reason: 'must be in the future' }]);
}

/** When a key and the one that replaces it expire: the new one lives as long as the old one was made for. */
export function rotatedExpiries(
  { createdAt, expiresAt }: Pick<ApiKeyEntity, 'createdAt' | 'expiresAt'>,
  overlapHours: number,
  nowMs: number,
): { readonly old: Date; readonly next: Date | null } {
  const overlapEndMs = nowMs + overlapHours * HOUR_MS;
  if (!expiresAt) return { old: new Date(overlapEndMs), next: null };
  const lifetimeMs = expiresAt.getTime() - createdAt.getTime();
  return { old: new Date(Math.min(overlapEndMs, expiresAt.getTime())), next: new Date(nowMs + lifetimeMs) };
}

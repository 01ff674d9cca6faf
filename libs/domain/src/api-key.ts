import { createHash } from 'node:crypto';

/** `operator` works over tenants and is `admin` in its own; `producer` sends events; `viewer` reads. */
export const API_KEY_ROLES = ['operator', 'admin', 'producer', 'viewer'] as const;
export type ApiKeyRole = (typeof API_KEY_ROLES)[number];

/** Who is calling: what an API key stands for. */
export interface Caller {
  readonly keyId: string;
  /** What people call the key. */
  readonly keyName: string;
  readonly tenantId: string;
  readonly role: ApiKeyRole;
}

/** Keys are kept only as their SHA-256: 32 random bytes need no salt and no slow hash. */
export function apiKeyHash(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}

/** A new API key from 32 random bytes. The prefix lets secret scanners recognise it. */
export function formatApiKey(random: Buffer): string {
  return `chk_${random.toString('base64url')}`;
}

/** Tenant ids are slugs: they travel in headers and in `ce_tenant`. */
export const TENANT_ID = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

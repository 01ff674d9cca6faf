import { createHash } from 'node:crypto';
import type { ApiKeyRole } from './api-key.js';

/** What the audit log keeps of one action. Its JSON text is what the chain is made of; it never changes. */
export interface AuditEntry {
  /** `2026-03-07T15:30:00.000Z`: of this one length, so that texts sort as times do. */
  readonly at: string;
  readonly actor: AuditActor;
  /** `webhook.update` */
  readonly action: string;
  readonly object: AuditObject | null;
  /** What an action changed, before and after it; null where there is nothing to tell. Without secrets. */
  readonly before: unknown;
  readonly after: unknown;
  /** The caller's address as proxies tell it. */
  readonly ip: string | null;
  /** The address that the connection came from, where it is another: what proxies tell can be made up. */
  readonly via: string | null;
  readonly userAgent: string | null;
  /** HTTP status of the answer; null for what Carehook did by itself. */
  readonly status: number | null;
}

/** An API key, or Carehook itself: then `keyId` is null, and `name` says which part of it. */
export interface AuditActor {
  readonly keyId: string | null;
  readonly name: string;
  readonly role: ApiKeyRole | 'system';
}

export interface AuditObject {
  readonly type: string;
  readonly id: string | null;
}

/** The entry of what Carehook does by itself; `name` says which part of it. */
export function ownAuditEntry(
  name: string,
  at: Date,
  what: Pick<AuditEntry, 'action' | 'object' | 'before' | 'after'>,
): AuditEntry {
  const { action, object, before, after } = what;
  const nowhere = { ip: null, via: null, userAgent: null, status: null };
  const actor = { keyId: null, name, role: 'system' } as const;
  return { at: at.toISOString(), actor, action, object, before, after, ...nowhere };
}

/** What stands for the hash of the row before the first. */
export const AUDIT_CHAIN_START: Buffer = Buffer.alloc(32);

/**
 * The hash of a row: SHA-256 over the hash of the row before it of the same tenant, and its own tenant, sequence number and
 * entry, as `append_audit` of the database computes it.
 *
 * @param entry the text as it is stored
 */
export function auditHash(previous: Buffer, tenantId: string, sequence: number, entry: string): Buffer {
  return createHash('sha256').update(previous).update(`${tenantId}\n${sequence}\n${entry}`, 'utf8').digest();
}

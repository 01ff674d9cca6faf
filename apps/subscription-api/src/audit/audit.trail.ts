import { AsyncLocalStorage } from 'node:async_hooks';
import { type AuditActor, type AuditEntry, type AuditObject, ownAuditEntry } from '#domain';
import { appendAudit, type EntityManager, type NewAuditRow } from '#postgres';
import { auditedDifference, storableJson } from './audit.redact.js';

/** What is known of a request before it is done. */
export interface AuditTrail {
  /** Whose log tells of it. */
  readonly tenantId: string;
  readonly actor: AuditActor;
  readonly action: string;
  readonly ip: string | null;
  readonly via: string | null;
  readonly userAgent: string | null;
  /** The status that its answer will have if it succeeds. */
  readonly status: () => number | null;
  /** Whether `auditChange` wrote its row. */
  isWritten: boolean;
}

/** What was changed. `before` and `after` are objects as the API shows them; secrets are left out here. */
export interface AuditedChange {
  readonly object: AuditObject | null;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Where the change is another tenant's than the caller's. */
  readonly tenantId?: string;
}

const present = new AsyncLocalStorage<AuditTrail>();

/** Everything that `work` does, however asynchronous, belongs to this request. */
export function onTrail<T>(trail: AuditTrail, work: () => T): T {
  return present.run(trail, work);
}

/**
 * Tells the audit log what the request that is being served changes: a row in the transaction of `manager`, so that neither
 * is without the other. Make it the last thing in the transaction, since it locks the tenant's log until its end. Outside
 * of a request to an `@Audited` route it does nothing.
 */
export async function auditChange(manager: EntityManager, change: AuditedChange): Promise<void> {
  const trail = present.getStore();
  if (!trail) return;
  await appendAudit(manager, [auditRow(trail, change, trail.status())]);
  trail.isWritten = true;
}

/** The same for what Carehook does by itself; `name` says which part of it. */
export async function auditOwnChange(
  manager: EntityManager,
  { name, action, tenantId, object, ...change }: AuditedChange & { name: string; action: string; tenantId: string },
): Promise<void> {
  const difference = auditedDifference(change.before, change.after);
  const entry = ownAuditEntry(name, new Date(), { action, object, ...difference });
  await appendAudit(manager, [{ tenantId, entry: storableJson(entry) }]);
}

/** The row of a request, with the time of now. */
export function auditRow(trail: AuditTrail, change: AuditedChange, status: number | null): NewAuditRow {
  const { actor, action, ip, via, userAgent } = trail;
  const { before, after } = auditedDifference(change.before, change.after);
  const at = new Date().toISOString();
  const entry: AuditEntry = { at, actor, action, object: change.object, before, after, ip, via, userAgent, status };
  return { tenantId: change.tenantId ?? trail.tenantId, entry: storableJson(entry) };
}

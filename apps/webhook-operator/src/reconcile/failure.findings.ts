import { CarehookRefused, CarehookUnreachable } from '../carehook/carehook.errors.js';
import { SecretMissing } from '../kubernetes/kube.errors.js';
import type { Findings, SyncReason } from '../resource/conditions.js';
import { OtherTenant } from './other-tenant.error.js';

/** Looked at again only at the next comparison, or when the resource changes: trying sooner would find the same. */
const SETTLED: ReadonlySet<SyncReason> = new Set(['Synced', 'Invalid', 'OtherTenant']);

export function isSettled(reason: SyncReason): boolean {
  return SETTLED.has(reason);
}

/** What a failure says about the resource; `undefined` of one that says nothing about it. */
export function findingsOf(error: unknown): Findings | undefined {
  if (error instanceof SecretMissing) return { reason: 'SecretMissing', message: error.message };
  if (error instanceof OtherTenant) return { reason: 'OtherTenant', message: error.message };
  if (error instanceof CarehookUnreachable) return { reason: 'Unavailable', message: error.message };
  if (error instanceof CarehookRefused) return { reason: reasonOf(error), message: messageOf(error) };
  return undefined;
}

function reasonOf({ status }: CarehookRefused): SyncReason {
  if (status === 400 || status === 413) return 'Invalid';
  return status === 401 || status === 403 ? 'Unauthorized' : 'Unavailable';
}

/** Every field with what is wrong about it, as Carehook names them: those of a spec. */
function messageOf({ message, details }: CarehookRefused): string {
  if (details.length === 0) return message;
  return details.map(({ field, reason }) => (field === '' ? reason : `${field}: ${reason}`)).join('; ');
}

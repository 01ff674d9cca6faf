import type { Condition, WebhookStatus } from './webhook.resource.js';

/** Why Carehook has, or has not, what a resource says. docs/kubernetes.md tells what to do about each. */
export const SYNC_REASONS = [
  'Synced',
  'Creating',
  'Invalid',
  'Unauthorized',
  'Unavailable',
  'SecretMissing',
  'OtherTenant',
] as const;
export type SyncReason = (typeof SYNC_REASONS)[number];

/** What one reconciliation found. */
export interface Findings {
  readonly reason: SyncReason;
  readonly message: string;
  /** Whether the webhook gets deliveries, where Carehook told; `disabledReason` is Carehook's own, or null. */
  readonly activity?: { readonly active: boolean; readonly disabledReason: string | null };
}

/** Longer than anything that helps; Kubernetes takes 32,768. */
const MAX_MESSAGE_LENGTH = 4_096;

/**
 * The two conditions of a resource: `Synced` (Carehook has what it says) and `Ready` (and the webhook gets deliveries). A
 * condition whose status stays keeps the time of its last transition.
 */
export function conditionsFor(
  findings: Findings,
  generation: number,
  previous: WebhookStatus | undefined,
  nowMs: number,
): Condition[] {
  const isSynced = findings.reason === 'Synced';
  const condition = (type: string, isTrue: boolean, reason: string, message: string): Condition => {
    const status = isTrue ? 'True' : 'False';
    const before = previous?.conditions?.find((each) => each.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : timeOf(nowMs);
    return {
      ...{ type, status, reason, message: message.slice(0, MAX_MESSAGE_LENGTH) },
      ...{ observedGeneration: generation, lastTransitionTime },
    };
  };
  const ready = readiness(findings);
  return [
    condition('Ready', isSynced && ready.isReady, ready.reason, ready.message),
    condition('Synced', isSynced, findings.reason, findings.message),
  ];
}

function readiness({ reason, message, activity }: Findings) {
  if (reason !== 'Synced') return { isReady: false, reason, message };
  if (activity?.active) return { isReady: true, reason: 'Active', message: 'the webhook gets deliveries' };
  const why = activity?.disabledReason;
  return {
    isReady: false,
    reason: 'Disabled',
    message: why ? `Carehook disabled the webhook: ${why}` : 'the webhook is disabled',
  };
}

/** RFC 3339 in whole seconds, as Kubernetes writes times. */
export function timeOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

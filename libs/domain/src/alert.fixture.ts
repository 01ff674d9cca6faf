import type { Alert, AlertFacts, AlertKind } from './alert.js';

/** An alert of each kind. */
export const SAMPLE_FACTS: { readonly [Kind in AlertKind]: AlertFacts[Kind] } = {
  webhook_disabled: { why: 'gone' },
  consecutive_failures: {
    consecutiveFailures: 12,
    failingSince: '2026-03-07T09:00:00.000Z',
    lastCode: 'timeout',
    lastStatusCode: null,
  },
  success_rate: { hours: 24, requests: 40, succeeded: 34, successRate: 85 },
  timeouts: { since: '2026-03-07T09:00:00.000Z', requests: 25, timeouts: 5 },
  silent: { lastCallAt: '2026-03-06T08:00:00.000Z', requestsAWeekBefore: 40 },
  backlog_growing: { overdue: 1_000, oldestDueAt: '2026-03-07T09:50:00.000Z' },
  dead_letters: { since: '2026-03-07T09:00:00.000Z', dead: 1 },
};

/** An open alert, with these changes. */
export function alertOf(changes: Partial<Alert> = {}): Alert {
  return {
    id: 'a1',
    tenantId: 'clinic-a',
    webhookId: 'w1',
    kind: 'consecutive_failures',
    facts: SAMPLE_FACTS[changes.kind ?? 'consecutive_failures'],
    openedAt: new Date(Date.UTC(2026, 2, 7, 10)),
    acknowledgedAt: null,
    acknowledgedBy: null,
    clearedAt: null,
    clearedReason: null,
    ...changes,
  };
}

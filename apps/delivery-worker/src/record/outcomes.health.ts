import type { Outcome } from '#domain';
import type { HealthChange } from '#postgres';
import { wasMade } from './recorded.outcome.js';

type Change = { -readonly [Name in keyof HealthChange]: HealthChange[Name] };

/**
 * What outcomes, in the order in which they were made, say about their webhooks, in order of webhook. A deferral says
 * nothing, and a test nothing about health: people make tests of what they know to be broken, and an hour of tests
 * would hide a day of failures. Tests are requests, though, and are in the sums.
 */
export function healthChanges(outcomes: readonly Outcome[]): HealthChange[] {
  const changes = new Map<string, Change>();
  for (const outcome of outcomes) {
    if (!wasMade(outcome)) continue;
    const change = changes.get(outcome.webhookId) ?? unchanged(outcome);
    changes.set(outcome.webhookId, change);
    change.requests += 1;
    change.durationMsSum += Math.round(outcome.durationMs ?? 0);
    if (outcome.result === 'succeeded') change.succeeded += 1;
    if (outcome.reason !== 'test') follow(change, outcome);
  }
  return [...changes.values()].sort((a, b) => (a.webhookId < b.webhookId ? -1 : 1));
}

function follow(change: Change, { result, code, statusCode, startedAtMs = 0 }: Outcome): void {
  const atMs = Math.round(startedAtMs);
  change.lastAttemptAtMs = later(change.lastAttemptAtMs, atMs);
  change.lastCode = code;
  change.lastStatusCode = statusCode ?? null;
  if (result === 'succeeded') {
    change.consecutiveFailures = 0;
    change.failingSinceMs = null;
    change.lastSuccessAtMs = later(change.lastSuccessAtMs, atMs);
  } else {
    change.consecutiveFailures += 1;
    change.failingSinceMs ??= atMs;
    change.lastFailureAtMs = later(change.lastFailureAtMs, atMs);
  }
}

/** Outcomes come in the order in which requests ended; the one that began last need not have ended last. */
function later(known: number | null, atMs: number): number {
  return known === null ? atMs : Math.max(known, atMs);
}

function unchanged({ webhookId, tenantId }: Outcome): Change {
  return {
    webhookId,
    tenantId,
    consecutiveFailures: 0,
    failingSinceMs: null,
    lastAttemptAtMs: null,
    lastSuccessAtMs: null,
    lastFailureAtMs: null,
    lastCode: null,
    lastStatusCode: null,
    requests: 0,
    succeeded: 0,
    durationMsSum: 0,
  };
}

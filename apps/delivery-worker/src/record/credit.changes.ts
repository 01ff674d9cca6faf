import type { Outcome } from '#domain';
import type { CreditChange } from '#postgres';
import { verdictOf } from '../send/outcome.verdict.js';

/**
 * What a batch of outcomes says about how many retries its webhooks can take: one up for each that the endpoint took, or
 * refused for the event's own fault, one down for each that failed or was put off. First attempts do not count: nobody
 * chose how many of them there were. Those of replays do, since the scheduler hands them over.
 */
export function creditChanges(outcomes: readonly Outcome[]): CreditChange[] {
  const changes = new Map<string, CreditChange>();
  for (const outcome of outcomes) {
    const { webhookId, reason, handover, result, code } = outcome;
    if ((handover === 1 && reason !== 'replay') || result === 'cancelled' || LEFT_TO_WAIT.has(code)) continue;
    const verdict = verdictOf(outcome);
    const { gain, dead } = changes.get(webhookId) ?? { gain: 0, dead: false };
    const taken = verdict === 'succeeded' || verdict === 'refused';
    changes.set(webhookId, {
      webhookId,
      gain: gain + (taken ? 1 : -1),
      dead: !taken && (dead || code === 'lane_open'),
    });
  }
  return [...changes.values()].sort(byWebhook);
}

/** Put off for reasons that are not the endpoint's. */
const LEFT_TO_WAIT: ReadonlySet<string> = new Set([
  'webhook_disabled',
  'data_unavailable',
  'data_unsealable',
  'undeliverable',
  'expired',
]);

/** Always in the same order, so that two transactions cannot wait for each other's rows. */
function byWebhook(a: CreditChange, b: CreditChange): number {
  return a.webhookId < b.webhookId ? -1 : 1;
}

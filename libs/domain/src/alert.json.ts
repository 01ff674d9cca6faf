import { ALERT_RULES, type Alert, type AlertFacts, type AlertKind, alertStatus } from './alert.js';

/** An alert as the API and the events show it. */
export function alertJson(alert: Alert) {
  const { id, webhookId, kind, facts, acknowledgedBy, clearedReason } = alert;
  return {
    id,
    webhookId,
    kind,
    status: alertStatus(alert),
    reason: reasonOf(kind, facts),
    nextStep: NEXT_STEPS[kind],
    facts,
    openedAt: alert.openedAt.toISOString(),
    acknowledgedAt: alert.acknowledgedAt?.toISOString() ?? null,
    acknowledgedBy,
    clearedAt: alert.clearedAt?.toISOString() ?? null,
    clearedReason,
  };
}
export type AlertJson = ReturnType<typeof alertJson>;

/** What is wrong, in one sentence for people on call. */
function reasonOf<Kind extends AlertKind>(kind: Kind, facts: AlertFacts[Kind]): string {
  return REASONS[kind](facts);
}

const REASONS: { readonly [Kind in AlertKind]: (facts: AlertFacts[Kind]) => string } = {
  webhook_disabled: ({ why, failingDays }) =>
    why === 'gone'
      ? 'The webhook was disabled because its receiver answered 410 Gone.'
      : `The webhook was disabled because all of its requests have failed for ${count(failingDays ?? 0, 'day')}.`,
  consecutive_failures: ({ consecutiveFailures, failingSince, lastCode, lastStatusCode }) =>
    `The last ${count(consecutiveFailures, 'request')} failed` +
    `${failingSince ? `, the first of them at ${failingSince}` : ''}; ` +
    `the latest with ${lastStatusCode ?? lastCode ?? 'an unknown cause'}.`,
  success_rate: ({ hours, requests, successRate }) =>
    `Of ${count(requests, 'request')} in the last ${hours} hours ${successRate} % succeeded.`,
  timeouts: ({ since, requests, timeouts }) =>
    `Since ${since} ${timeouts} of ${count(requests, 'request')} got no answer in time.`,
  silent: ({ lastCallAt, requestsAWeekBefore }) =>
    `No event has matched since ${lastCallAt}; a week before there were ` +
    `${count(requestsAWeekBefore, 'request')} in such a day.`,
  backlog_growing: ({ overdue, oldestDueAt }) =>
    `${overdue >= ALERT_RULES.backlog_growing.maxCounted ? 'At least ' : ''}${count(overdue, 'delivery', 'deliveries')} ` +
    `could not be made when due; the oldest was due at ${oldestDueAt}.`,
  dead_letters: ({ since, dead }) => `Since ${since} ${count(dead, 'delivery was', 'deliveries were')} given up.`,
};

/** What to do about it, in words that need no other page. */
const NEXT_STEPS: Readonly<Record<AlertKind, string>> = {
  webhook_disabled:
    'Ask the owner of the receiver whether it moved; set its URL right, activate the webhook, and replay what it missed.',
  consecutive_failures:
    'Look at the attempts of its latest delivery, and test the webhook once its receiver is repaired.',
  success_rate: 'Compare the failed deliveries by status code and event type: part of what is sent is not accepted.',
  timeouts:
    'Ask the owner of the receiver to answer before it works on an event, or allow it more time in retryConfig.',
  silent: 'Check that the clinical system still publishes, and that the events and filters of the webhook still match.',
  backlog_growing:
    'Raise rateLimit or maxConcurrency if the receiver can take more; else ask its owner why it is slow.',
  dead_letters:
    'Find the cause in the attempts of the dead deliveries, then retry them with POST /v1/deliveries/retry.',
};

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

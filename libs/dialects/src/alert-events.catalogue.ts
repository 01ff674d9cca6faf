import { type AlertEventType, type AlertFacts, type AlertKind, alertEvent } from '#domain';
import { anything, object, text, timestamp } from './data-schema.js';
import type { CatalogueEntry } from './dialect.js';

/** Whose event types these are, where a product's stands beside others. */
export const ALERT_EVENTS_ORIGIN = 'Carehook';

/** The same for all of them: an alert, as the API shows it. What is null while it is open is `anything`. */
const ALERT = object(
  {
    id: text,
    webhookId: text,
    kind: text,
    status: text,
    reason: text,
    nextStep: text,
    facts: object({}),
    openedAt: timestamp,
  },
  { acknowledgedAt: anything, acknowledgedBy: anything, clearedAt: anything, clearedReason: anything },
);

const FAILURES: AlertFacts['consecutive_failures'] = {
  consecutiveFailures: 11,
  failingSince: '2026-01-15T10:12:00.000Z',
  lastCode: 'http_status',
  lastStatusCode: 503,
};

/** What Carehook itself tells every tenant, whatever its dialect: that something is wrong with a webhook, or no longer. */
export const ALERT_EVENTS_CATALOGUE: readonly CatalogueEntry[] = [
  entry(
    'webhook.failing',
    'Requests to a webhook fail, are late, or are missing: `kind` says which.',
    example('consecutive_failures', FAILURES, false),
  ),
  entry('webhook.recovered', 'An alert of a webhook was cleared.', example('consecutive_failures', FAILURES, true)),
  entry(
    'webhook.disabled',
    'A webhook was disabled, and gets nothing until somebody activates it.',
    example('webhook_disabled', { why: 'gone' }, false),
  ),
  entry(
    'delivery.dead',
    'Deliveries to a webhook were given up; one event until that ends, with their number in `facts`.',
    example('dead_letters', { since: '2026-01-15T09:00:00.000Z', dead: 3 }, false),
  ),
];

function entry(type: AlertEventType, description: string, data: unknown): CatalogueEntry {
  return { type, description, schema: ALERT, example: data };
}

function example<Kind extends AlertKind>(kind: Kind, facts: AlertFacts[Kind], isCleared: boolean): unknown {
  const alert = {
    ...{ id: '019bc12b-fb40-7000-8000-00000000c001', webhookId: '019bc12b-fb40-7000-8000-00000000a002' },
    ...{ tenantId: 'clinic-a', kind, facts, openedAt: new Date(Date.UTC(2026, 0, 15, 10, 30)) },
    ...{ acknowledgedAt: null, acknowledgedBy: null },
    clearedAt: isCleared ? new Date(Date.UTC(2026, 0, 15, 11)) : null,
    clearedReason: isCleared ? ('recovered' as const) : null,
  };
  return alertEvent(alert, isCleared ? 'cleared' : 'opened')?.data;
}

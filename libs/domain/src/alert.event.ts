import type { Alert, AlertKind } from './alert.js';
import { type AlertJson, alertJson } from './alert.json.js';
import type { EventAttributes } from './event.js';

/** What Carehook tells a tenant about its own webhooks, as events like any other. */
export const ALERT_EVENT_TYPES = ['webhook.failing', 'webhook.recovered', 'webhook.disabled', 'delivery.dead'] as const;
export type AlertEventType = (typeof ALERT_EVENT_TYPES)[number];

/** The source of those events. */
export const ALERT_EVENT_SOURCE = 'carehook';

export type AlertChange = 'opened' | 'cleared';

/**
 * The event that tells of a change of an alert; its id is the same whenever it is asked for. `undefined` where somebody did
 * with the webhook what ended the alert: they know, and it has not recovered.
 */
export function alertEvent(
  alert: Alert,
  change: AlertChange,
): { readonly attributes: EventAttributes; readonly data: AlertJson } | undefined {
  const { id, tenantId, webhookId, kind, clearedReason } = alert;
  if (change === 'cleared' && clearedReason !== 'recovered' && clearedReason !== 'enabled') return undefined;
  // Told late, an opening is still told as what it was.
  const data = alertJson(change === 'opened' ? { ...alert, clearedAt: null, clearedReason: null } : alert);
  return {
    attributes: {
      tenantId,
      id: `alert_${id}_${change}`,
      type: change === 'opened' ? (OPENING_TYPES[kind] ?? 'webhook.failing') : 'webhook.recovered',
      source: ALERT_EVENT_SOURCE,
      subject: webhookId,
      time: data.clearedAt ?? data.openedAt,
      contentType: 'application/json',
      extensions: {},
    },
    data,
  };
}

const OPENING_TYPES: Partial<Record<AlertKind, AlertEventType>> = {
  webhook_disabled: 'webhook.disabled',
  dead_letters: 'delivery.dead',
};

/** Whether an event is one of those. */
export function isAlertEvent({ source, type }: Pick<EventAttributes, 'source' | 'type'>): boolean {
  return source === ALERT_EVENT_SOURCE && (ALERT_EVENT_TYPES as readonly string[]).includes(type);
}

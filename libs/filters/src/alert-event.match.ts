import { type EventAttributes, isAlertEvent } from '#domain';
import { matchesEventType } from './event-type.match.js';

/**
 * Whether a webhook whose patterns match an event may have it. Carehook's own events about webhooks go to those that name them
 * (`webhook.failing`, `webhook.*`): who subscribed to all of a product's events with `*` expects nothing else. And never to
 * the webhook that they are about, for they would make worse what they tell of. All other events are for everybody.
 */
export function isMeantFor(
  webhook: { readonly id: string; readonly events: readonly string[] },
  event: Pick<EventAttributes, 'type' | 'source' | 'subject'>,
): boolean {
  if (!isAlertEvent(event)) return true;
  const named = webhook.events.filter((pattern) => pattern !== '*');
  return webhook.id !== event.subject && matchesEventType(named, event.type);
}

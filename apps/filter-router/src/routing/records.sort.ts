import type { WebhookDirectory } from '#directory';
import type { Webhook } from '#domain';
import {
  type ConsumedRecord,
  type DecodedEvent,
  decodeEvent,
  parseEventData,
  RecordRejected,
  type TopicNames,
} from '#kafka';

/** An event, the record it came in, and the webhooks that want it. */
export interface RoutableEvent {
  readonly record: ConsumedRecord;
  readonly decoded: DecodedEvent;
  readonly webhooks: readonly Webhook[];
}

export interface RejectedRecord {
  readonly record: ConsumedRecord;
  readonly rejection: RecordRejected;
}

/** Decodes and matches each record by itself: one that cannot be routed is set aside and stops no other. */
export function sortRecords(
  records: readonly ConsumedRecord[],
  topics: TopicNames,
  directory: Pick<WebhookDirectory, 'hasTenant' | 'match'>,
): { events: RoutableEvent[]; rejected: RejectedRecord[] } {
  const events: RoutableEvent[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    try {
      events.push(routable(record, topics, directory));
    } catch (error) {
      rejected.push({ record, rejection: asRejection(error) });
    }
  }
  return { events, rejected };
}

function routable(
  record: ConsumedRecord,
  topics: TopicNames,
  directory: Pick<WebhookDirectory, 'hasTenant' | 'match'>,
): RoutableEvent {
  const decoded = decodeEvent(topics, record);
  if (!directory.hasTenant(decoded.event.tenantId)) {
    throw new RecordRejected('unknown_tenant', 'there is no tenant of this id');
  }
  // The events topic is open to others: what says it is JSON must be, for dialects splice it into JSON.
  const parsed = parseEventData(decoded);
  return { record, decoded, webhooks: directory.match(decoded.event, () => parsed) };
}

/** Anything unforeseen is one record's trouble too. Its message may quote data: only its kind is kept. */
function asRejection(error: unknown): RecordRejected {
  if (error instanceof RecordRejected) return error;
  return new RecordRejected('routing_failed', error instanceof Error ? error.name : 'unknown');
}

import {
  DataErased,
  type DataKeyDirectory,
  DataKeyUnavailable,
  type EventTypeDirectory,
  type WebhookDirectory,
} from '#directory';
import { type ClinicalEvent, isAlertEvent, type Webhook } from '#domain';
import { isMeantFor } from '#filters';
import {
  type ConsumedRecord,
  type DecodedEvent,
  decodeEvent,
  parseEventData,
  RecordRejected,
  type TopicNames,
} from '#kafka';
import { DataUnsealable } from '#signing';

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

/** What is known of tenants, their webhooks, their event types and their data keys. */
export interface RoutingKnowledge {
  readonly webhooks: Pick<WebhookDirectory, 'hasTenant' | 'match'>;
  readonly eventTypes: Pick<EventTypeDirectory, 'validationOf' | 'problems'>;
  readonly dataKeys: Pick<DataKeyDirectory, 'unseal'>;
}

/**
 * Decodes and matches each record by itself: one that cannot be routed is set aside and stops no other.
 * @throws DataKeyUnavailable where one may be opened later: setting it aside would lose it
 */
export function sortRecords(
  records: readonly ConsumedRecord[],
  topics: TopicNames,
  known: RoutingKnowledge,
): { events: RoutableEvent[]; rejected: RejectedRecord[] } {
  const events: RoutableEvent[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    try {
      events.push(routable(record, topics, known));
    } catch (error) {
      if (error instanceof DataKeyUnavailable) throw error;
      rejected.push({ record, rejection: asRejection(error) });
    }
  }
  return { events, rejected };
}

function routable(record: ConsumedRecord, topics: TopicNames, known: RoutingKnowledge): RoutableEvent {
  const decoded = decodeEvent(topics, record);
  if (!known.webhooks.hasTenant(decoded.event.tenantId)) {
    throw new RecordRejected('unknown_tenant', 'there is no tenant of this id');
  }
  const { event } = decoded;
  const matched = known.webhooks.match(event, dataReader(decoded, known));
  const webhooks = isAlertEvent(event) ? matched.filter((webhook) => isMeantFor(webhook, event)) : matched;
  return { record, decoded, webhooks };
}

/**
 * The data for filters. What event-ingest accepted in the clear was checked there, and is parsed only if a filter looks at it. The
 * events topic is open to others: their data must be the JSON that it says it is, for dialects splice it into JSON.
 */
function dataReader(decoded: DecodedEvent, { dataKeys, eventTypes }: RoutingKnowledge): () => unknown {
  const { event, isAnsweredFor, sealedUnder } = decoded;
  const read = () => parseEventData(event, unsealed(decoded, dataKeys));
  if (isAnsweredFor && sealedUnder === undefined) return read;
  const parsed = read();
  if (!isAnsweredFor && parsed !== undefined) rejectMisfit(event, parsed, eventTypes);
  return () => parsed;
}

function unsealed(decoded: DecodedEvent, dataKeys: RoutingKnowledge['dataKeys']): Buffer {
  try {
    return dataKeys.unseal(decoded.event, decoded);
  } catch (error) {
    if (error instanceof DataUnsealable) throw new RecordRejected('unsealable', error.reason);
    if (error instanceof DataErased) throw new RecordRejected('erased', 'its data key was dropped');
    throw error;
  }
}

/** What event-ingest accepted is never refused here: the schema may have changed since. */
function rejectMisfit(
  { tenantId, type }: ClinicalEvent,
  data: unknown,
  eventTypes: RoutingKnowledge['eventTypes'],
): void {
  if (eventTypes.validationOf(tenantId) !== 'reject') return;
  const [problem] = eventTypes.problems(tenantId, type, data) ?? [];
  if (problem) throw new RecordRejected('schema_mismatch', `${problem.field}: ${problem.reason}`);
}

/** Anything unforeseen is one record's trouble too. Its message may quote data: only its kind is kept. */
function asRejection(error: unknown): RecordRejected {
  if (error instanceof RecordRejected) return error;
  return new RecordRejected('routing_failed', error instanceof Error ? error.name : 'unknown');
}

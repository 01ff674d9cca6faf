import type { OutgoingRecord } from './gathering.producer.js';
import type { ConsumedRecord } from './record.js';
import { MAX_RECORD_BYTES, TOPICS, type TopicNames } from './topics.js';

/** Why a record of an events topic cannot be routed: the first word of `rejected-reason`, and the metric's label. */
export type RejectionReason =
  | 'null_value'
  | 'not_an_event'
  | 'invalid_attribute'
  | 'invalid_json'
  | 'too_large'
  | 'unknown_tenant'
  | 'schema_mismatch'
  | 'unsealable'
  | 'erased'
  | 'routing_failed';

/** A record that is no event. `detail` names the attribute and the rule, never a value. */
export class RecordRejected extends Error {
  override readonly name = 'RecordRejected';
  constructor(
    readonly reason: RejectionReason,
    readonly detail: string,
  ) {
    super(`${reason}: ${detail}`);
  }
}

/** A detail may name an attribute, and a name may have megabytes. */
const MAX_REASON_LENGTH = 300;

/**
 * The bad record as it was, with where it stood and why it was refused. One that does not fit into a record any more
 * (it came compressed, or from a topic with other limits) is left where it stands: null, with its size.
 */
export function encodeRejected(topics: TopicNames, record: ConsumedRecord, rejection: RecordRejected): OutgoingRecord {
  const topic = topics.nameOf(TOPICS.rejected);
  const place = {
    'rejected-reason': rejection.message.slice(0, MAX_REASON_LENGTH),
    'rejected-topic': record.topic,
    'rejected-partition': String(record.partition),
    'rejected-offset': String(record.offset),
  };
  const defaultKey = `${record.topic}/${record.partition}`;
  const headers = lastOfEach(record.headers);
  const bytes = sizeOf(record.key, record.value, ...Object.entries(headers).flat());
  if (bytes > MAX_RECORD_BYTES - ROOM_FOR_PLACE_BYTES) {
    return { topic, key: defaultKey, value: null, headers: { ...place, 'rejected-bytes': String(bytes) } };
  }
  return { topic, key: record.key ?? defaultKey, value: record.value, headers: { ...headers, ...place } };
}

const ROOM_FOR_PLACE_BYTES = 64 * 1024;

function lastOfEach(headers: ConsumedRecord['headers']): Record<string, Buffer | string> {
  const kept: Record<string, Buffer | string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) kept[name] = last;
  }
  return kept;
}

function sizeOf(...parts: readonly (Buffer | string | null)[]): number {
  return parts.reduce((bytes, part) => bytes + (part === null ? 0 : Buffer.byteLength(part)), 0);
}

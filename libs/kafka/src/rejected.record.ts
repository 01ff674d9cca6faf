import { EVENT_LIMITS, type RejectionReason } from '#domain';
import type { OutgoingRecord } from './gathering.producer.js';
import { type ConsumedRecord, headerText } from './record.js';
import { MAX_RECORD_BYTES, TOPICS, type TopicNames } from './topics.js';

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
 * (it came compressed, or from a topic with other limits) is left where it stands: null, with its size, and what says whose it is.
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
    const kept = { ...identityHeaders(record.headers), ...place, 'rejected-bytes': String(bytes) };
    return { topic, key: defaultKey, value: null, headers: kept };
  }
  return { topic, key: record.key ?? defaultKey, value: record.value, headers: { ...headers, ...place } };
}

const ROOM_FOR_PLACE_BYTES = 64 * 1024;

const IDENTITY_HEADERS = ['ce_tenant', 'ce_id', 'ce_type'];

/** Those that name a tenant, an event and its type, where they may be sound. */
function identityHeaders(headers: ConsumedRecord['headers']): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of IDENTITY_HEADERS) {
    const text = headerText(headers, name);
    if (text !== undefined && text.length <= EVENT_LIMITS.maxAttributeLength) kept[name] = text;
  }
  return kept;
}

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

import { hash } from 'node:crypto';
import {
  type ClinicalEvent,
  EVENT_LIMITS,
  type EventAttributes,
  eventProblems,
  eventUid,
  type HeldData,
  isUuid,
  RESERVED_ATTRIBUTES,
  TENANT_ID,
  type TraceHeaders,
  traceHeaders,
} from '#domain';
import {
  CloudEventDataInvalid,
  cloudEventData,
  InvalidJson,
  isJsonContentType,
  JsonSpanError,
  objectMembers,
  parseJson,
} from '#raw-json';
import { SEALED_DATA_EXTRA_BYTES } from '#signing';
import type { OutgoingRecord } from './gathering.producer.js';
import { type ConsumedRecord, type HeaderTexts, headerTexts } from './record.js';
import { RecordRejected } from './rejected.record.js';
import { TOPICS, type TopicNames } from './topics.js';

/** An event, and its data as it stands in Kafka. */
export interface DecodedEvent extends HeldData {
  readonly event: ClinicalEvent;
  /** False where event-ingest made the id: such an event cannot have a duplicate. */
  readonly idIsProducers: boolean;
  /** True where event-ingest answered 202 for it: its data passed what the tenant asked for then, and is not refused later. */
  readonly isAnsweredFor: boolean;
  /** The span before this record: its producer's, or that of event-ingest. Its event's attributes name the trace, too. */
  readonly traceparent?: string;
}

/** CloudEvents 1.0 Kafka protocol binding: attributes are headers with this prefix in binary mode. */
const PREFIX = 'ce_';
export const STRUCTURED = /^application\/cloudevents\+json\b/i;
const DEFAULT_CONTENT_TYPE = 'application/json';
/** Marks an id made by event-ingest. */
const MADE_ID_HEADER = 'carehook-made-id';
/** Marks an event that event-ingest accepted. Counts for nothing in a topic of a tenant's own, where others write. */
const ANSWERED_FOR_HEADER = 'carehook-accepted';
/** The id of the data key that the value is sealed under. */
const SEALED_HEADER = 'carehook-sealed';

/** The record of an event for the events topic, in binary mode; its key never holds a subject in the clear. */
export function encodeEvent(
  topics: TopicNames,
  event: EventAttributes,
  { data, sealedUnder }: HeldData,
  options: {
    readonly idIsMade: boolean;
    readonly isAnsweredFor?: boolean;
    readonly trace?: TraceHeaders | undefined;
  },
): OutgoingRecord {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_time: event.time,
    ce_tenant: event.tenantId,
    'content-type': event.contentType,
  };
  if (event.subject !== undefined) headers.ce_subject = event.subject;
  for (const [name, value] of Object.entries(event.extensions)) headers[PREFIX + name] = value;
  if (options.idIsMade) headers[MADE_ID_HEADER] = '1';
  if (options.isAnsweredFor) headers[ANSWERED_FOR_HEADER] = '1';
  if (sealedUnder !== undefined) headers[SEALED_HEADER] = sealedUnder;
  if (options.trace) Object.assign(headers, options.trace);
  return { topic: topics.nameOf(TOPICS.events), key: eventRecordKey(event), value: data, headers };
}

/** Events of one subject share a partition, and so keep their order; those without one may be anywhere. */
function eventRecordKey({ tenantId, subject }: EventAttributes): string | null {
  if (subject === undefined) return null;
  return hash('sha256', `${tenantId}\n${subject}`, 'base64url').slice(0, 22);
}

/**
 * Reads a record of an events topic, in binary or structured mode. Data stays the producer's bytes and is not looked
 * into: see `parseEventData`.
 * @throws RecordRejected
 */
export function decodeEvent(topics: TopicNames, record: ConsumedRecord): DecodedEvent {
  const { value } = record;
  if (value === null) throw new RecordRejected('null_value', 'the record has no value');
  const headers = headerTexts(record);
  const contentType = headers['content-type'];
  const { attributes, data } =
    contentType !== undefined && STRUCTURED.test(contentType)
      ? structuredEvent(value)
      : { attributes: binaryAttributes(headers, contentType), data: value };

  const sealedUnder = headers[SEALED_HEADER];
  if (sealedUnder !== undefined && !isUuid(sealedUnder)) {
    throw new RecordRejected('unsealable', 'the name of its data key is none');
  }
  if (data.length > EVENT_LIMITS.maxDataBytes + (sealedUnder === undefined ? 0 : SEALED_DATA_EXTRA_BYTES)) {
    throw new RecordRejected('too_large', `data of more than ${EVENT_LIMITS.maxDataBytes} bytes`);
  }
  const fixedTenant = topics.fixedTenantOf(record.topic);
  const event = clinicalEvent(attributes, fixedTenant, record.timestampMs);
  const trace = recordTrace(headers);
  return {
    event: trace ? inTrace(event, trace) : event,
    ...(trace && { traceparent: trace.traceparent }),
    data,
    sealedUnder,
    idIsProducers: headers[MADE_ID_HEADER] === undefined,
    isAnsweredFor: fixedTenant === undefined && headers[ANSWERED_FOR_HEADER] !== undefined,
  };
}

/**
 * Data in the clear as JSON.parse gives it, for filters; `undefined` where it is of another type.
 * @throws RecordRejected when the data is not the JSON that it says it is
 */
export function parseEventData({ contentType }: Pick<EventAttributes, 'contentType'>, data: Buffer): unknown {
  return isJsonContentType(contentType) ? parsedOrRejected(data) : undefined;
}

/** What the record's own headers say, as producers' tracing libraries write them. */
function recordTrace({ traceparent, tracestate }: HeaderTexts): TraceHeaders | undefined {
  return traceparent === undefined ? undefined : traceHeaders(traceparent, tracestate);
}

/**
 * An event that does not say itself which trace it began in gets the attributes that do, and keeps them over retries and replays.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md
 */
function inTrace(event: ClinicalEvent, { traceparent, tracestate }: TraceHeaders): ClinicalEvent {
  if (event.extensions.traceparent !== undefined) return event;
  const { tracestate: _, ...extensions } = event.extensions;
  return { ...event, extensions: { ...extensions, traceparent, ...(tracestate !== undefined && { tracestate }) } };
}

/** Attribute names without prefix, and their texts. */
type RawAttributes = Map<string, string>;

function binaryAttributes(headers: HeaderTexts, contentType: string | undefined): RawAttributes {
  const attributes: RawAttributes = new Map();
  for (const header of Object.keys(headers)) {
    const name = attributeOf(header);
    const value = headers[header];
    if (name !== undefined && value !== undefined) attributes.set(name, value);
  }
  if (contentType !== undefined) attributes.set('datacontenttype', contentType);
  return attributes;
}

/** The attribute that a header bears, if it bears one. The same few stand in every record: what was found is kept. */
function attributeOf(header: string): string | undefined {
  const known = ATTRIBUTE_OF_HEADER.get(header);
  if (known !== undefined) return known;
  const name = header.toLowerCase();
  if (!name.startsWith(PREFIX)) return undefined;
  const attribute = name.slice(PREFIX.length);
  if (ATTRIBUTE_OF_HEADER.size < MAX_KNOWN_HEADERS) ATTRIBUTE_OF_HEADER.set(header, attribute);
  return attribute;
}

const ATTRIBUTE_OF_HEADER = new Map<string, string>();
const MAX_KNOWN_HEADERS = 1_000;

function structuredEvent(value: Buffer): { attributes: RawAttributes; data: Buffer } {
  const envelope = parsedOrRejected(value, EVENT_LIMITS.maxDataDepth + 1);
  if (typeof envelope !== 'object' || envelope === null || Array.isArray(envelope)) {
    throw new RecordRejected('not_an_event', 'a structured CloudEvent is a JSON object');
  }
  const spans = membersOrRejected(value);
  const attributes: RawAttributes = new Map();
  for (const [name, member] of Object.entries(envelope)) {
    if (name === 'data' || name === 'data_base64' || member === null) continue;
    if (typeof member === 'object') throw new RecordRejected('invalid_attribute', `${name}: must be text`);
    // A number as it is written: an id of 19 digits is no JavaScript number.
    attributes.set(name, String((typeof member === 'number' && spans.get(name)) || member));
  }
  return { attributes, data: dataOrRejected(spans, attributes.get('datacontenttype') ?? DEFAULT_CONTENT_TYPE) };
}

function clinicalEvent(raw: RawAttributes, fixedTenant: string | undefined, acceptedAtMs: number): ClinicalEvent {
  // What a producer's clock may say where the topic is not stamped by the broker; an id holds 48 bits of it.
  if (!(acceptedAtMs >= 0 && acceptedAtMs < 2 ** 48)) {
    throw new RecordRejected('invalid_attribute', 'timestamp: out of range');
  }
  const required = (name: string): string => {
    const value = raw.get(name);
    if (value === undefined) throw new RecordRejected('not_an_event', `no ${PREFIX}${name}`);
    return value;
  };
  if (required('specversion') !== '1.0') throw new RecordRejected('not_an_event', 'ce_specversion is not 1.0');
  const tenantId = fixedTenant ?? required('tenant');
  if (!TENANT_ID.test(tenantId)) throw new RecordRejected('invalid_attribute', 'tenant: is not a tenant id');

  const id = required('id');
  const source = required('source');
  const subject = raw.get('subject');
  const event = {
    uid: eventUid(acceptedAtMs, tenantId, source, id),
    acceptedAtMs,
    tenantId,
    id,
    type: required('type'),
    source,
    ...(subject !== undefined && { subject }),
    time: raw.get('time') ?? new Date(acceptedAtMs).toISOString(),
    contentType: raw.get('datacontenttype') ?? DEFAULT_CONTENT_TYPE,
    extensions: extensionsOf(raw),
  };
  const [problem] = eventProblems(event);
  if (problem) throw new RecordRejected('invalid_attribute', `${problem.field}: ${problem.reason}`);
  return event;
}

function extensionsOf(raw: RawAttributes): Record<string, string> {
  const extensions: [string, string][] = [];
  for (const name of raw.keys()) if (!RESERVED_ATTRIBUTES.has(name)) extensions.push([name, raw.get(name) ?? '']);
  return Object.fromEntries(extensions);
}

function parsedOrRejected(bytes: Buffer, maxDepth: number = EVENT_LIMITS.maxDataDepth): unknown {
  try {
    return parseJson(bytes, { maxDepth });
  } catch (error) {
    if (error instanceof InvalidJson) throw new RecordRejected('invalid_json', error.message);
    throw error;
  }
}

function membersOrRejected(bytes: Buffer): Map<string, Buffer> {
  try {
    return objectMembers(bytes);
  } catch (error) {
    if (error instanceof JsonSpanError) throw new RecordRejected('invalid_json', error.message);
    throw error;
  }
}

function dataOrRejected(members: ReadonlyMap<string, Buffer>, contentType: string): Buffer {
  try {
    return cloudEventData(members, contentType);
  } catch (error) {
    if (error instanceof CloudEventDataInvalid) throw new RecordRejected('invalid_attribute', error.message);
    throw error;
  }
}

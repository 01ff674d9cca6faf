import { EVENT_LIMITS, type FieldProblem } from '#domain';
import { CloudEventDataInvalid, cloudEventData, InvalidJson, isJsonContentType, parseJson } from '#raw-json';
import { acceptEvent } from './event.accept.js';
import { EventFields } from './event-fields.js';
import type { ParsedEvent } from './incoming-event.js';

/** Members that are not extension attributes. */
const KNOWN_MEMBERS = new Set([
  'specversion',
  'id',
  'type',
  'source',
  'subject',
  'time',
  'datacontenttype',
  'data',
  'data_base64',
]);
const DEFAULT_CONTENT_TYPE = 'application/json';
const NO_DATA = Buffer.alloc(0);

/**
 * A CloudEvent 1.0 in the JSON format.
 *
 * @param parsed what JSON.parse made of `bytes`, no deeper than data may be and its envelope around it
 * @param bytes the event's own bytes: `data` is cut out of them unchanged
 */
export function parseCloudEvent(parsed: unknown, bytes: Buffer, nowMs: number): ParsedEvent {
  const fields = EventFields.read(parsed, bytes);
  if (!(fields instanceof EventFields)) return { problems: [fields] };
  const attributes: CloudEventTexts = {
    specversion: fields.text('specversion'),
    id: fields.text('id'),
    type: fields.text('type'),
    source: fields.text('source'),
    subject: fields.text('subject'),
    time: fields.text('time'),
    contentType: fields.text('datacontenttype'),
    extensions: fields.extensions(KNOWN_MEMBERS),
  };
  const data = dataOf(fields, attributes.contentType ?? DEFAULT_CONTENT_TYPE);
  return acceptCloudEvent(attributes, data, nowMs, fields.problems);
}

/** The attributes of a CloudEvent as its producer gave them. */
export interface CloudEventTexts {
  readonly specversion: string | undefined;
  readonly id: string | undefined;
  readonly type: string | undefined;
  readonly source: string | undefined;
  readonly subject: string | undefined;
  readonly time: string | undefined;
  readonly contentType: string | undefined;
  readonly extensions: Readonly<Record<string, string>>;
}

/** What both modes have in common: what must be there, and what is filled in. */
export function acceptCloudEvent(
  { specversion, subject, time, contentType = DEFAULT_CONTENT_TYPE, ...given }: CloudEventTexts,
  data: Buffer,
  nowMs: number,
  found: readonly FieldProblem[] = [],
): ParsedEvent {
  const problems = [...found];
  const field = 'specversion';
  if (specversion !== '1.0' && !problems.some((problem) => problem.field === field)) {
    problems.push({ field, reason: specversion === undefined ? 'is required' : 'must be 1.0' });
  }
  const attributes = {
    ...given,
    ...(subject !== undefined && { subject }),
    time: time ?? new Date(nowMs).toISOString(),
    contentType,
  };
  return acceptEvent({ attributes, data, idIsMade: false }, problems);
}

/** Why data that nobody has parsed yet is not the JSON that its type promises: the router would reject it later. */
export function jsonProblem(data: Buffer, contentType: string = DEFAULT_CONTENT_TYPE): string | undefined {
  if (!isJsonContentType(contentType)) return undefined;
  try {
    parseJson(data, { maxDepth: EVENT_LIMITS.maxDataDepth });
    return undefined;
  } catch (error) {
    if (error instanceof InvalidJson) return `is not valid JSON: ${error.message}`;
    throw error;
  }
}

function dataOf({ members, problems }: EventFields, contentType: string): Buffer {
  try {
    const data = cloudEventData(members, contentType);
    const reason = members.has('data') ? undefined : jsonProblem(data, contentType);
    if (reason !== undefined) problems.push({ field: 'data_base64', reason });
    return data;
  } catch (error) {
    if (!(error instanceof CloudEventDataInvalid)) throw error;
    problems.push({ field: error.field, reason: error.reason });
    return NO_DATA;
  }
}

import type { IncomingHttpHeaders } from 'node:http';
import { ApiError, EVENT_LIMITS, type FieldProblem } from '#domain';
import { arrayElements, InvalidJson, parseJson } from '#raw-json';
import { isBinaryEvent, parseBinaryEvent } from './binary-event.parse.js';
import { parseCloudEvent } from './cloud-event.parse.js';
import { type EventDefaults, type IncomingEvent, MAX_EVENTS_PER_REQUEST, type ParsedEvent } from './incoming-event.js';
import { parseJsonEvent } from './json-event.parse.js';

/** The events of one request; `single` where the body was one object, which is answered with one id. */
export interface EventsBody {
  readonly events: readonly IncomingEvent[];
  readonly single: boolean;
}

const NEWLINE = 0x0a;
const OPEN_BRACKET = 0x5b;
/** The data's nesting and the event's around it. What is deeper the router would reject after it was accepted here. */
const MAX_EVENT_DEPTH = EVENT_LIMITS.maxDataDepth + 1;

/**
 * Reads the body of `POST /v1/events`. One bad event refuses all of the request; the answer names each bad one.
 * @throws ApiError MALFORMED_BODY, VALIDATION_FAILED, UNSUPPORTED_MEDIA_TYPE
 */
export function parseEventsBody(body: Buffer, headers: IncomingHttpHeaders, defaults: EventDefaults): EventsBody {
  const mediaType = (headers['content-type'] ?? '').split(';', 1).join().trim().toLowerCase();
  const cloudEvent: ParseOne = (parsed, bytes) => parseCloudEvent(parsed, bytes, defaults.nowMs);
  // Media types of CloudEvents say the mode; only without one do headers say that it is binary.
  switch (mediaType) {
    case 'application/cloudevents+json':
      return single(cloudEvent(parseJson(body, { maxDepth: MAX_EVENT_DEPTH }), body, 0));
    case 'application/cloudevents-batch+json':
      return list(parseJson(body, { maxDepth: MAX_EVENT_DEPTH + 1 }), body, cloudEvent);
  }
  if (!mediaType.startsWith('application/cloudevents') && isBinaryEvent(headers)) {
    return single(parseBinaryEvent(headers, body, defaults.nowMs));
  }
  switch (mediaType) {
    case 'application/json':
      return jsonBody(body, (parsed, bytes, index) => parseJsonEvent(parsed, bytes, defaults, index));
    case 'application/x-ndjson':
      return { events: accept(ndjsonLines(body, defaults)), single: false };
    default:
      throw new ApiError(
        'UNSUPPORTED_MEDIA_TYPE',
        'send application/json (one event or an array of events), application/x-ndjson (one event a line), ' +
          'application/cloudevents+json, application/cloudevents-batch+json, or any type with the ce- headers of a CloudEvent',
      );
  }
}

/** Reads one event of a body, from what JSON.parse made of it, its own bytes, and its place. */
type ParseOne = (parsed: unknown, bytes: Buffer, index: number) => ParsedEvent;

function jsonBody(body: Buffer, parseOne: ParseOne): EventsBody {
  const isList = body.find((byte) => !isSpace(byte)) === OPEN_BRACKET;
  const parsed = parseJson(body, { maxDepth: isList ? MAX_EVENT_DEPTH + 1 : MAX_EVENT_DEPTH });
  return isList ? list(parsed, body, parseOne) : single(parseOne(parsed, body, 0));
}

function single(parsed: ParsedEvent): EventsBody {
  return { events: accept([parsed], false), single: true };
}

function list(parsed: unknown, body: Buffer, parseOne: ParseOne): EventsBody {
  if (!Array.isArray(parsed)) throw ApiError.validation([{ field: 'body', reason: 'must be an array of events' }]);
  checkCount(parsed.length);
  const elements = arrayElements(body);
  return { events: accept(elements.map((bytes, index) => parseOne(parsed[index], bytes, index))), single: false };
}

function ndjsonLines(body: Buffer, defaults: EventDefaults): ParsedEvent[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < body.length; ) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline === -1 ? body.length : newline;
    const line = body.subarray(start, end);
    if (!isBlank(line)) lines.push(line);
    if (lines.length > MAX_EVENTS_PER_REQUEST) break;
    start = end + 1;
  }
  checkCount(lines.length);
  return lines.map((line, index) => {
    try {
      return parseJsonEvent(parseJson(line, { maxDepth: MAX_EVENT_DEPTH }), line, defaults, index);
    } catch (error) {
      if (!(error instanceof InvalidJson)) throw error;
      return { problems: [{ field: 'event', reason: `is not valid JSON: ${error.message}` }] };
    }
  });
}

function isBlank(line: Buffer): boolean {
  return line.every(isSpace);
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09;
}

function checkCount(count: number): void {
  if (count === 0) throw ApiError.validation([{ field: 'body', reason: 'holds no event' }]);
  if (count > MAX_EVENTS_PER_REQUEST) {
    throw ApiError.validation([{ field: 'body', reason: `holds more than ${MAX_EVENTS_PER_REQUEST} events` }]);
  }
}

/** All or nothing. Problems of a list are named by their event's place: `[2].type`. */
function accept(parsed: readonly ParsedEvent[], numbered = true): IncomingEvent[] {
  const problems: FieldProblem[] = [];
  const events: IncomingEvent[] = [];
  parsed.forEach((each, index) => {
    if ('event' in each) events.push(each.event);
    else {
      for (const { field, reason } of each.problems) {
        problems.push({ field: numbered ? `[${index}].${field}` : field, reason });
      }
    }
  });
  if (problems.length > 0) throw ApiError.validation(problems);
  return events;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { FieldProblem } from '#domain';
import { isJsonContentType } from '#raw-json';
import { acceptCloudEvent, jsonProblem } from './cloud-event.parse.js';
import type { ParsedEvent } from './incoming-event.js';

const PREFIX = 'ce-';
const REQUIRED_HEADERS = ['ce-specversion', 'ce-id', 'ce-source', 'ce-type'];
/** `Content-Type` and the body say these. */
const NO_ATTRIBUTES = new Set(['datacontenttype', 'data']);
const NOT_ENCODED = 'must be ASCII, and whatever else is in it percent-encoded UTF-8';
const JSON_NULL = Buffer.from('null');

/** Whether a request is meant as a CloudEvent in binary mode, though it may lack what one must have. */
export function isBinaryEvent(headers: IncomingHttpHeaders): boolean {
  return REQUIRED_HEADERS.some((name) => headers[name] !== undefined);
}

/**
 * A CloudEvent 1.0 in HTTP's binary mode: its attributes are headers, and the body is its data, of any type. No body is no
 * data, which is `null` where the type promises JSON. Problems are named by their headers, or `body`.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode
 */
export function parseBinaryEvent(headers: IncomingHttpHeaders, body: Buffer, nowMs: number): ParsedEvent {
  const problems: FieldProblem[] = [];
  const contentType = headers['content-type'];
  const { specversion, id, type, source, subject, time, ...extensions } = attributesIn(headers, problems);
  const isNull = body.length === 0 && isJsonContentType(contentType ?? 'application/json');
  const data = isNull ? JSON_NULL : body;
  const reason = jsonProblem(data, contentType);
  if (reason !== undefined) problems.push({ field: 'body', reason });
  const texts = { specversion, id, type, source, subject, time, contentType, extensions };
  const parsed = acceptCloudEvent(texts, data, nowMs);
  if ('event' in parsed && problems.length === 0) return parsed;
  const named = new Set(problems.map(({ field }) => field));
  const others = 'problems' in parsed ? parsed.problems.map(byHeader).filter(({ field }) => !named.has(field)) : [];
  return { problems: [...problems, ...others] };
}

function attributesIn(headers: IncomingHttpHeaders, problems: FieldProblem[]): Record<string, string> {
  const attributes: [string, string][] = [];
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(PREFIX) || typeof value !== 'string') continue;
    const name = header.slice(PREFIX.length);
    const text = decoded(value);
    if (NO_ATTRIBUTES.has(name)) problems.push({ field: header, reason: 'is not taken here' });
    else attributes.push([name, text ?? '']);
    if (text === undefined) problems.push({ field: header, reason: NOT_ENCODED });
  }
  return Object.fromEntries(attributes);
}

const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;
const NOT_PRINTABLE = /[^\x20-\x7e]/;

/** The text of a header, as section 3.1.3.2 of the binding says: unquoted, then percent-decoded once. */
function decoded(value: string): string | undefined {
  const text = QUOTED.exec(value)?.[1]?.replace(/\\(.)/g, '$1') ?? value;
  if (NOT_PRINTABLE.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Where a request says what is no `ce-` header. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['data', 'body'],
  ['datacontenttype', 'content-type'],
  ['extensions', 'extensions'],
]);

function byHeader({ field, reason }: FieldProblem): FieldProblem {
  return { field: OTHER_NAMES.get(field) ?? PREFIX + field, reason };
}

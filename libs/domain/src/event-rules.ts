import type { FieldProblem } from './api-error.js';
import { type EventAttributes, isEventType } from './event.js';

/** Limits of an event, over HTTP and from Kafka alike. */
export const EVENT_LIMITS = {
  maxDataBytes: 10 * 1024 * 1024,
  /** Of one request with events: their data, and what stands around it. */
  maxRequestBytes: 12 * 1024 * 1024,
  maxAttributeLength: 1024,
  maxExtensions: 32,
  maxDataDepth: 100,
} as const;

/** RFC 3339 with a time zone; seconds are required, fractions are not. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
/** CloudEvents 1.0: lower-case letters and digits, at most 20 of them here. */
const EXTENSION_NAME = /^[a-z0-9]{1,20}$/;
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/**
 * Names that are no extensions: CloudEvents' own, the members of its JSON form, and the tenant, which no producer over HTTP
 * may choose. `dataschema` is not among them: it travels like an extension, since nothing here looks at it.
 */
export const RESERVED_ATTRIBUTES: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'type',
  'source',
  'time',
  'subject',
  'tenant',
  'datacontenttype',
  'data',
]);

/** What is wrong with an event's attributes; nothing when they are sound. */
export function eventProblems(event: Omit<EventAttributes, 'tenantId'>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const check = (field: string, value: string | undefined, problem?: string) => {
    const reason = value === undefined ? undefined : (textProblem(value) ?? problem);
    if (reason) problems.push({ field, reason });
  };
  check('id', event.id);
  check('type', event.type, isEventType(event.type) ? undefined : 'must be dotted names, such as patient.created');
  check('source', event.source);
  check('subject', event.subject);
  check('datacontenttype', event.contentType);
  check('time', event.time, isTimestamp(event.time) ? undefined : 'must be RFC 3339, such as 2026-03-07T15:30:00Z');
  const extensions = Object.entries(event.extensions);
  if (extensions.length > EVENT_LIMITS.maxExtensions) {
    problems.push({ field: 'extensions', reason: `at most ${EVENT_LIMITS.maxExtensions} extension attributes` });
  }
  for (const [name, value] of extensions.slice(0, EVENT_LIMITS.maxExtensions)) {
    check(name, value, extensionNameProblem(name));
  }
  return problems;
}

function extensionNameProblem(name: string): string | undefined {
  if (RESERVED_ATTRIBUTES.has(name)) return 'is not taken here';
  return EXTENSION_NAME.test(name)
    ? undefined
    : 'is no field of an event; extension attributes are up to 20 lower-case letters and digits';
}

function textProblem(value: string): string | undefined {
  if (value === '') return 'must not be empty';
  if (value.length > EVENT_LIMITS.maxAttributeLength) return `at most ${EVENT_LIMITS.maxAttributeLength} characters`;
  if (CONTROL_CHARACTER.test(value)) return 'must not contain control characters';
  // Half of a surrogate pair: JSON can escape one, UTF-8 and PostgreSQL have none.
  return value.isWellFormed() ? undefined : 'must be well-formed Unicode';
}

/** RFC 3339 with a time zone, of a day that there is. */
export function isTimestamp(text: string): boolean {
  return RFC_3339.test(text) && !Number.isNaN(Date.parse(text));
}

import { EVENT_LIMITS, eventProblems, type FieldProblem } from '#domain';
import { JsonSpanError, objectMembers } from '#raw-json';
import type { EventDefaults, IncomingEvent } from './incoming-event.js';

/** The event, or what is wrong with it. */
export type ParsedEvent = { readonly event: IncomingEvent } | { readonly problems: readonly FieldProblem[] };

/** Fields that are not extension attributes. */
const KNOWN_FIELDS = new Set(['id', 'type', 'source', 'subject', 'time', 'data']);

/**
 * `{id?, type, source?, subject?, time?, data}` and extension attributes.
 *
 * @param parsed what JSON.parse made of `bytes`: tells the attributes
 * @param bytes the event's own bytes: `data` is cut out of them unchanged
 */
export function parseJsonEvent(parsed: unknown, bytes: Buffer, defaults: EventDefaults): ParsedEvent {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return { problems: [{ field: 'event', reason: 'must be a JSON object' }] };
  }
  const fields = parsed as Record<string, unknown>;
  const problems: FieldProblem[] = [];
  const text = (field: string): string | undefined => {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
    problems.push({ field, reason: 'must be a string' });
    return undefined;
  };

  const members = membersOf(bytes);
  const id = text('id');
  const type = text('type');
  const subject = text('subject');
  const attributes = {
    id: id ?? defaults.makeId(),
    type: type ?? '',
    source: text('source') ?? defaults.source,
    ...(subject !== undefined && { subject }),
    time: text('time') ?? new Date(defaults.nowMs).toISOString(),
    contentType: 'application/json',
    extensions: extensionsOf(fields, members, problems),
  };
  const { data, problem } = dataOf(members);
  if (problem) problems.push(problem);
  problems.push(...eventProblems(attributes).filter(({ field }) => !(field === 'type' && type === undefined)));
  if (type === undefined && !problems.some(({ field }) => field === 'type')) {
    problems.push({ field: 'type', reason: 'is required' });
  }
  return problems.length > 0 ? { problems } : { event: { attributes, data, idIsMade: id === undefined } };
}

/** The bytes of each field; `undefined` where one stands twice. */
function membersOf(bytes: Buffer): Map<string, Buffer> | undefined {
  try {
    return objectMembers(bytes);
  } catch (error) {
    if (error instanceof JsonSpanError) return undefined;
    throw error;
  }
}

/** Numbers as they are written: an id of 19 digits is no JavaScript number. */
function extensionsOf(
  fields: Record<string, unknown>,
  members: Map<string, Buffer> | undefined,
  problems: FieldProblem[],
): Record<string, string> {
  const extensions: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (KNOWN_FIELDS.has(name) || value === null) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      extensions[name] = String((typeof value === 'number' && members?.get(name)) || value);
    else problems.push({ field: name, reason: 'an extension attribute is a plain value' });
  }
  return extensions;
}

const NO_DATA = Buffer.alloc(0);

function dataOf(members: Map<string, Buffer> | undefined): { data: Buffer; problem?: FieldProblem } {
  if (!members) return { data: NO_DATA, problem: { field: 'event', reason: 'has a field twice' } };
  const data = members.get('data');
  if (!data) return { data: NO_DATA, problem: { field: 'data', reason: 'is required' } };
  if (data.length > EVENT_LIMITS.maxDataBytes) {
    return { data, problem: { field: 'data', reason: `is larger than ${EVENT_LIMITS.maxDataBytes} bytes` } };
  }
  return { data };
}

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
    extensions: extensionsOf(fields, problems),
  };
  const { data, problem } = dataOf(bytes);
  if (problem) problems.push(problem);
  problems.push(...eventProblems(attributes).filter(({ field }) => !(field === 'type' && type === undefined)));
  if (type === undefined && !problems.some(({ field }) => field === 'type')) {
    problems.push({ field: 'type', reason: 'is required' });
  }
  return problems.length > 0 ? { problems } : { event: { attributes, data, idIsMade: id === undefined } };
}

function extensionsOf(fields: Record<string, unknown>, problems: FieldProblem[]): Record<string, string> {
  const extensions: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (KNOWN_FIELDS.has(name) || value === null) continue;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      extensions[name] = `${value}`;
    else problems.push({ field: name, reason: 'an extension attribute is a plain value' });
  }
  return extensions;
}

const NO_DATA = Buffer.alloc(0);

function dataOf(bytes: Buffer): { data: Buffer; problem?: FieldProblem } {
  let data: Buffer | undefined;
  try {
    data = objectMembers(bytes).get('data');
  } catch (error) {
    if (!(error instanceof JsonSpanError)) throw error;
    return { data: NO_DATA, problem: { field: 'event', reason: 'has a field twice' } };
  }
  if (!data) return { data: NO_DATA, problem: { field: 'data', reason: 'is required' } };
  if (data.length > EVENT_LIMITS.maxDataBytes) {
    return { data, problem: { field: 'data', reason: `is larger than ${EVENT_LIMITS.maxDataBytes} bytes` } };
  }
  return { data };
}

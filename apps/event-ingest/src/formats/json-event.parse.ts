import { acceptEvent } from './event.accept.js';
import { EventFields } from './event-fields.js';
import type { EventDefaults, ParsedEvent } from './incoming-event.js';

/** Fields that are not extension attributes. */
const KNOWN_FIELDS = new Set(['id', 'type', 'source', 'subject', 'time', 'data']);
const NO_DATA = Buffer.alloc(0);

/**
 * `{id?, type, source?, subject?, time?, data}` and extension attributes.
 *
 * @param parsed what JSON.parse made of `bytes`: tells the attributes
 * @param bytes the event's own bytes: `data` is cut out of them unchanged
 * @param index the event's place in its request, from 0
 */
export function parseJsonEvent(parsed: unknown, bytes: Buffer, defaults: EventDefaults, index: number): ParsedEvent {
  const fields = EventFields.read(parsed, bytes);
  if (!(fields instanceof EventFields)) return { problems: [fields] };
  const id = fields.text('id');
  const subject = fields.text('subject');
  const attributes = {
    id: id ?? defaults.makeId(index),
    type: fields.text('type'),
    source: fields.text('source') ?? defaults.source,
    ...(subject !== undefined && { subject }),
    time: fields.text('time') ?? new Date(defaults.nowMs).toISOString(),
    contentType: 'application/json',
    extensions: fields.extensions(KNOWN_FIELDS),
  };
  const data = fields.members.get('data');
  if (!data) fields.problems.push({ field: 'data', reason: 'is required' });
  const idIsMade = id === undefined && !defaults.idsRepeat;
  return acceptEvent({ attributes, data: data ?? NO_DATA, idIsMade }, fields.problems);
}

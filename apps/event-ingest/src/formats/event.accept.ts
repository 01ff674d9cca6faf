import { EVENT_LIMITS, eventProblems, type FieldProblem } from '#domain';
import type { IncomingEvent, ParsedEvent } from './incoming-event.js';

/** What a format read; attributes that must be there are `undefined` where the producer left them out. */
export type ReadEvent = Omit<IncomingEvent, 'attributes'> & {
  readonly attributes: Omit<IncomingEvent['attributes'], Required> & {
    readonly [name in Required]: string | undefined;
  };
};
type Required = 'id' | 'type' | 'source';
const REQUIRED: readonly Required[] = ['id', 'source', 'type'];

/** The event where nothing is wrong with it, all its problems at once where something is; each field is named once. */
export function acceptEvent({ attributes, data, idIsMade }: ReadEvent, found: readonly FieldProblem[]): ParsedEvent {
  const problems = [...found];
  const isNamed = (name: string) => problems.some(({ field }) => field === name);
  for (const field of REQUIRED) {
    if (attributes[field] === undefined && !isNamed(field)) problems.push({ field, reason: 'is required' });
  }
  const { id = '', type = '', source = '' } = attributes;
  const complete = { ...attributes, id, type, source };
  problems.push(...eventProblems(complete).filter(({ field }) => !isNamed(field)));
  if (data.length > EVENT_LIMITS.maxDataBytes) {
    problems.push({ field: 'data', reason: `is larger than ${EVENT_LIMITS.maxDataBytes} bytes` });
  }
  return problems.length > 0 ? { problems } : { event: { attributes: complete, data, idIsMade } };
}

import type { EventTypeDirectory } from '#directory';
import { ApiError, EVENT_LIMITS, type FieldProblem } from '#domain';
import { isJsonContentType, parseJson } from '#raw-json';
import type { EventsBody } from '../formats/events-body.parse.js';
import type { IncomingEvent } from '../formats/incoming-event.js';

/**
 * Refuses a request of a tenant that wants none whose data does not fit the schema of its type. What the directory knows
 * is a second old at most while PostgreSQL answers: the API key was looked up in it.
 *
 * @throws ApiError VALIDATION_FAILED, naming `data.…` of each event, in a list by its place: `[2].data.patient.id`
 */
export function refuseMisfits(
  { events, single }: EventsBody,
  tenantId: string,
  eventTypes: Pick<EventTypeDirectory, 'validationOf' | 'hasSchema' | 'problems'>,
): void {
  if (eventTypes.validationOf(tenantId) !== 'reject') return;
  const problems = events.flatMap(({ attributes, data }, index): FieldProblem[] => {
    if (!eventTypes.hasSchema(tenantId, attributes.type) || !isJsonContentType(attributes.contentType)) return [];
    const found = eventTypes.problems(tenantId, attributes.type, parsed(data)) ?? [];
    return found.map(({ field, reason }) => ({ field: single ? field : `[${index}].${field}`, reason }));
  });
  if (problems.length > 0) throw ApiError.validation(problems);
}

/** Once more: the formats have let go of what they parsed, and few tenants ask for this. */
function parsed(data: IncomingEvent['data']): unknown {
  return parseJson(data, { maxDepth: EVENT_LIMITS.maxDataDepth });
}

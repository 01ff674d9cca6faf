import { ApiError, type EventAttributes, eventProblems } from '#domain';
import type { FilterSubject } from '#filters';
import type { ExplainedEvent } from '#payload-schemas';
import type { EventEntity } from '#postgres';
import { isJsonContentType, parseJsonOrNothing } from '#raw-json';

/** What ingest fills in where a producer is silent. */
export interface ExplainedEventDefaults {
  readonly tenantId: string;
  readonly id: string;
  readonly time: string;
}

/** What filters would see of the event if it were published. @throws ApiError VALIDATION_FAILED */
export function subjectGiven(given: ExplainedEvent, defaults: ExplainedEventDefaults): FilterSubject {
  const { type, id, source, subject, time, data, ...others } = given;
  const plain = Object.entries(others).filter(([, value]) => value !== null && value !== undefined);
  const attributes: EventAttributes = {
    tenantId: defaults.tenantId,
    id: id ?? defaults.id,
    type,
    source: source ?? `/${defaults.tenantId}`,
    ...(typeof subject === 'string' && { subject }),
    time: time ?? defaults.time,
    contentType: 'application/json',
    extensions: Object.fromEntries(plain.map(([name, value]) => [name, String(value)])),
  };
  const problems = eventProblems(attributes);
  if (problems.length > 0) {
    throw ApiError.validation(problems.map(({ field, reason }) => ({ field: `event.${field}`, reason })));
  }
  return { attributes, data };
}

/** What filters saw of an event when it was routed. Data that is not JSON shows them nothing. */
export function subjectRecorded(event: EventEntity): FilterSubject {
  const { tenantId, id, type, source, subject, timeText: time, contentType, extensions } = event;
  return {
    attributes: { tenantId, id, type, source, ...(subject !== null && { subject }), time, contentType, extensions },
    data: isJsonContentType(contentType) ? parseJsonOrNothing(event.data) : undefined,
  };
}

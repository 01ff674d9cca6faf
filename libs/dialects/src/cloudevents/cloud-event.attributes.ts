import type { ClinicalEvent } from '#domain';
import { asUriReference, isUri } from './uri-reference.js';

/**
 * An event's context attributes by their CloudEvents names, the required ones first. `datacontenttype` is among them, for
 * a protocol to map otherwise. A `dataschema` that is no URI is left out: receivers would refuse the whole event.
 * Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes
 */
export function cloudEventAttributes(event: ClinicalEvent): Readonly<Record<string, string>> {
  const { dataschema, ...extensions } = event.extensions;
  return {
    specversion: '1.0',
    id: event.id,
    source: asUriReference(event.source),
    type: event.type,
    time: event.time,
    ...(event.subject !== undefined && { subject: event.subject }),
    datacontenttype: event.contentType,
    ...(dataschema !== undefined && isUri(dataschema) && { dataschema }),
    ...extensions,
  };
}

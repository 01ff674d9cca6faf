import type { EventAttributes } from '#domain';
import type { FilterAliases } from './filter.language.js';
import type { FilterSubject } from './filter.subject.js';

const ATTRIBUTES: EventAttributes = {
  tenantId: 'clinic',
  id: 'evt_1',
  type: 'patient.created',
  source: 'registration',
  time: '2024-05-01T10:00:00Z',
  contentType: 'application/json',
  extensions: {},
};

/** A subject for tests: this data, and attributes that are usual unless said otherwise. */
export function subjectOf(data: unknown, attributes: Partial<EventAttributes> = {}): FilterSubject {
  return { attributes: { ...ATTRIBUTES, ...attributes }, data };
}

/** Names such as a dialect gives, with several locations. */
export const ALIASES: FilterAliases = {
  organizationId: { attributes: ['organizationid'], paths: ['organizationId'] },
  patientIds: { attributes: ['subject'], paths: ['patient.id', 'patientId', '*.subject.id'] },
  severity: { paths: ['severity', '*.severity'] },
};

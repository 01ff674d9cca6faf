import type { FilterAlias } from '../dialect.js';

/** Where the filter names of the page are found in the data of its own examples. */
export const FILTER_ALIASES: Readonly<Record<string, FilterAlias>> = {
  /** No example holds one, so that it is an attribute of the event; a producer may put it into the data instead. */
  organizationId: { attributes: ['organizationid'], paths: ['organizationId'] },
  patientIds: { attributes: ['subject'], paths: ['patient.id', 'patientId', '*.subject.id'] },
  /** At the top of `observation.abnormal`; inside `maintenance`, `alert` and `breach`. */
  severity: { paths: ['severity', '*.severity'] },
  /** Inside the `location` of `medication.administered`. */
  department: { paths: ['department', 'location.department'] },
};

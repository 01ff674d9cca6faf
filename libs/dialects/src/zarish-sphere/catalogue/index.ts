import type { CatalogueEntry } from '../../dialect.js';
import { CLINICAL_EVENTS } from './clinical.catalogue.js';
import { MEDICATION_EVENTS } from './medication.catalogue.js';
import { OPERATIONS_EVENTS } from './operations.catalogue.js';
import { PATIENT_EVENTS } from './patient.catalogue.js';

/** Every event type of the page, in its order. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...PATIENT_EVENTS,
  ...CLINICAL_EVENTS,
  ...MEDICATION_EVENTS,
  ...OPERATIONS_EVENTS,
];

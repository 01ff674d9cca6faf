import { day, email, list, object, text, timestamp } from '../../data-schema.js';
import type { CatalogueEntry } from '../../dialect.js';

import { ACTOR } from './shared.schemas.js';

/** Registration and its changes. Examples: ZARISH SPHERE, "Webhook Events". */
export const PATIENT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'patient.created',
    description: 'A patient was registered.',
    schema: object(
      {
        patient: object(
          { id: text },
          {
            mrn: text,
            firstName: text,
            lastName: text,
            birthDate: day,
            gender: text,
            email,
            createdAt: timestamp,
          },
        ),
      },
      { createdBy: ACTOR },
    ),
    example: {
      patient: {
        id: 'patient-123',
        mrn: 'MRN-2023-001234',
        firstName: 'John',
        lastName: 'Smith',
        birthDate: '1985-06-15',
        gender: 'male',
        email: 'john.smith@example.com',
        createdAt: '2023-12-01T10:30:00Z',
      },
      createdBy: {
        id: 'user-456',
        name: 'Dr. Sarah Johnson',
        role: 'clinician',
      },
    },
  },
  {
    type: 'patient.updated',
    description:
      'Details of a registered patient were changed; carries the fields concerned and what they held before.',
    schema: object(
      { patient: object({ id: text }, { firstName: text, lastName: text, email, updatedAt: timestamp }) },
      { updatedFields: list(text), previousValues: object({}), updatedBy: ACTOR },
    ),
    example: {
      patient: {
        id: 'patient-123',
        firstName: 'John',
        lastName: 'Smith',
        email: 'john.smith.updated@example.com',
        updatedAt: '2023-12-01T11:15:00Z',
      },
      updatedFields: ['email', 'phone'],
      previousValues: {
        email: 'john.smith@example.com',
        phone: '+1-555-123-4567',
      },
      updatedBy: {
        id: 'user-456',
        name: 'Dr. Sarah Johnson',
        role: 'clinician',
      },
    },
  },
  {
    type: 'patient.deleted',
    description: "A patient's record was removed or put into the archive.",
    schema: object({ patientId: text }, { mrn: text, deletedAt: timestamp, reason: text, deletedBy: ACTOR }),
    example: {
      patientId: 'patient-123',
      mrn: 'MRN-2023-001234',
      deletedAt: '2023-12-01T12:00:00Z',
      reason: 'Patient request',
      deletedBy: {
        id: 'user-456',
        name: 'Dr. Sarah Johnson',
        role: 'clinician',
      },
    },
  },
];

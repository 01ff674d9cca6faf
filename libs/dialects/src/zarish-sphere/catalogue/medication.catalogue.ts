import { list, object, text, timestamp } from '../../data-schema.js';
import type { CatalogueEntry } from '../../dialect.js';

import { ACTOR, PATIENT, QUANTITY } from './shared.schemas.js';

/** Orders and doses. Examples: ZARISH SPHERE, "Webhook Events". */
export const MEDICATION_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'medication.ordered',
    description: 'A clinician prescribed a medication.',
    schema: object(
      {
        medicationRequest: object(
          { id: text, subject: PATIENT },
          {
            status: text,
            medication: object({}, { code: object({}, { display: text }) }),
            dosageInstruction: list(object({}, { text })),
            authoredOn: timestamp,
            requester: ACTOR,
            createdAt: timestamp,
          },
        ),
      },
      { pharmacy: object({}, { id: text, name: text, location: text }), prescriber: ACTOR },
    ),
    example: {
      medicationRequest: {
        id: 'med-123',
        status: 'active',
        medication: {
          code: {
            display: 'Acetaminophen 325mg Tablet',
          },
        },
        subject: {
          id: 'patient-123',
          firstName: 'John',
          lastName: 'Smith',
        },
        dosageInstruction: [
          {
            text: 'Take 1 tablet every 4 hours as needed for pain',
          },
        ],
        authoredOn: '2023-12-01T16:00:00Z',
        requester: {
          id: 'practitioner-456',
          name: 'Dr. Sarah Johnson',
          role: 'clinician',
        },
        createdAt: '2023-12-01T16:00:00Z',
      },
      pharmacy: {
        id: 'pharmacy-789',
        name: 'Main Pharmacy',
        location: 'Building A, Floor 1',
      },
      prescriber: {
        id: 'practitioner-456',
        name: 'Dr. Sarah Johnson',
        role: 'clinician',
      },
    },
  },
  {
    type: 'medication.administered',
    description: 'A patient was given a dose of an ordered medication.',
    schema: object(
      { medicationRequestId: text, patient: PATIENT },
      {
        administration: object({}, { id: text, administeredAt: timestamp, administeredBy: ACTOR, dose: QUANTITY }),
        location: object({}, { id: text, name: text, department: text }),
      },
    ),
    example: {
      medicationRequestId: 'med-123',
      administration: {
        id: 'admin-456',
        administeredAt: '2023-12-01T18:00:00Z',
        administeredBy: {
          name: 'Jane Smith',
          role: 'nurse',
        },
        dose: {
          value: 1,
          unit: 'tablet',
        },
      },
      patient: {
        id: 'patient-123',
        firstName: 'John',
        lastName: 'Smith',
      },
      location: {
        id: 'location-123',
        name: 'Room 123',
        department: 'Emergency',
      },
    },
  },
];

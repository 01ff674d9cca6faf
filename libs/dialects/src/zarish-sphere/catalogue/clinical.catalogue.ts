import { object, text, timestamp } from '../../data-schema.js';
import type { CatalogueEntry } from '../../dialect.js';

import { ACTOR, PATIENT, QUANTITY } from './shared.schemas.js';

const CODE = object({}, { system: text, code: text, display: text });

/** Encounters and observations. Examples: ZARISH SPHERE, "Webhook Events". */
export const CLINICAL_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'encounter.created',
    description: 'An encounter was opened for a patient.',
    schema: object(
      {
        encounter: object(
          { id: text, subject: PATIENT },
          {
            status: text,
            class: object({}, { code: text, display: text }),
            period: object({}, { start: timestamp }),
            createdAt: timestamp,
          },
        ),
      },
      { createdBy: ACTOR },
    ),
    example: {
      encounter: {
        id: 'encounter-456',
        status: 'planned',
        class: {
          code: 'AMB',
          display: 'Ambulatory',
        },
        subject: {
          id: 'patient-123',
          firstName: 'John',
          lastName: 'Smith',
        },
        period: {
          start: '2023-12-01T09:00:00Z',
        },
        createdAt: '2023-12-01T09:00:00Z',
      },
      createdBy: {
        id: 'user-456',
        name: 'Dr. Sarah Johnson',
        role: 'clinician',
      },
    },
  },
  {
    type: 'encounter.status-changed',
    description: 'An encounter moved from one status to another.',
    schema: object(
      { encounterId: text, oldStatus: text, newStatus: text },
      { statusChangedAt: timestamp, changedBy: ACTOR },
    ),
    example: {
      encounterId: 'encounter-456',
      oldStatus: 'in-progress',
      newStatus: 'completed',
      statusChangedAt: '2023-12-01T10:30:00Z',
      changedBy: {
        id: 'user-456',
        name: 'Dr. Sarah Johnson',
        role: 'clinician',
      },
    },
  },
  {
    type: 'observation.created',
    description: 'A measurement or finding was entered for a patient.',
    schema: object(
      {
        observation: object(
          { id: text, subject: PATIENT },
          {
            status: text,
            category: text,
            code: CODE,
            effectiveDateTime: timestamp,
            valueQuantity: QUANTITY,
            createdAt: timestamp,
          },
        ),
      },
      { createdBy: ACTOR },
    ),
    example: {
      observation: {
        id: 'obs-789',
        status: 'final',
        category: 'vital-signs',
        code: {
          system: 'http://loinc.org',
          code: '8302-2',
          display: 'Body height',
        },
        subject: {
          id: 'patient-123',
          firstName: 'John',
          lastName: 'Smith',
        },
        effectiveDateTime: '2023-12-01T14:30:00Z',
        valueQuantity: {
          value: 175,
          unit: 'cm',
        },
        createdAt: '2023-12-01T14:30:00Z',
      },
      createdBy: {
        id: 'user-456',
        name: 'Dr. Sarah Johnson',
        role: 'clinician',
      },
    },
  },
  {
    type: 'observation.abnormal',
    description: 'A measured value lies beyond the limits that are normal for it.',
    schema: object(
      { observationId: text },
      {
        observationType: text,
        code: CODE,
        value: QUANTITY,
        normalRange: object({}, { low: QUANTITY, high: QUANTITY }),
        severity: text,
        alertLevel: text,
        triggeredBy: text,
        createdAt: timestamp,
      },
    ),
    example: {
      observationId: 'obs-789',
      observationType: 'vital-signs',
      code: {
        system: 'http://loinc.org',
        code: '8302-2',
        display: 'Body height',
      },
      value: {
        value: 220,
        unit: 'cm',
      },
      normalRange: {
        low: {
          value: 150,
          unit: 'cm',
        },
        high: {
          value: 200,
          unit: 'cm',
        },
      },
      severity: 'high',
      alertLevel: 'critical',
      triggeredBy: 'system',
      createdAt: '2023-12-01T15:00:00Z',
    },
  },
];

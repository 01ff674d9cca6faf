import { anything, type DataSchema, integer, list, number, object, text, timestamp } from '../data-schema.js';
import type { CatalogueEntry } from '../dialect.js';

/** A form's field that may have been left empty. */
const orNull = ({ type, ...rest }: DataSchema): DataSchema => ({ ...rest, type: [type, 'null'] });

const PATIENT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'patient.registered',
    description: 'A new patient was entered.',
    schema: object({ patient_id: integer, name: text, contact_info: anything, branch: anything }),
    example: {
      patient_id: 45,
      name: 'Ana Torres',
      contact_info: { phone: '+51 900 000 045', email: 'ana.torres@example.com' },
      branch: 'Central',
    },
  },
  {
    type: 'patient.updated',
    description: "A patient's details were edited; carries what they are now.",
    schema: object({ patient_id: integer, updated_fields: anything }),
    example: { patient_id: 45, updated_fields: { phone: '+51 900 000 046' } },
  },
  {
    type: 'patient.status_changed',
    description: 'A patient became active, inactive or on hold.',
    schema: object({ patient_id: integer, old_status: text, new_status: text }),
    example: { patient_id: 45, old_status: 'active', new_status: 'on_hold' },
  },
];

/**
 * Where the page's code sends more fields than its list names, the example has those of the code as well. Required is
 * what both have: the list's `services_rendered` and `cancellation_reason` are not in what the code sends.
 */
const APPOINTMENT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'appointment.scheduled',
    description: 'An appointment was made.',
    schema: object(
      {
        appointment_id: integer,
        patient_id: integer,
        doctor_id: integer,
        appointment_date: text,
        appointment_time: text,
      },
      { branch_id: integer, duration_minutes: number, created_by: integer, timestamp },
    ),
    example: {
      appointment_id: 312,
      patient_id: 45,
      doctor_id: 7,
      branch_id: 2,
      appointment_date: '2026-03-12',
      appointment_time: '09:30',
      duration_minutes: 30,
      created_by: 1,
      timestamp: '2026-03-07T15:30:00.000Z',
    },
  },
  {
    type: 'appointment.confirmed',
    description: 'An appointment was confirmed.',
    schema: object({ appointment_id: integer, confirmation_time: timestamp }, { confirmed_by: integer }),
    example: { appointment_id: 312, confirmation_time: '2026-03-10T11:05:00.000Z', confirmed_by: 1 },
  },
  {
    type: 'appointment.completed',
    description: 'An appointment took place and was closed.',
    schema: object(
      { appointment_id: integer, completion_time: timestamp },
      { services_rendered: anything, completed_by: integer },
    ),
    example: {
      appointment_id: 312,
      completion_time: '2026-03-12T10:02:00.000Z',
      services_rendered: ['cleaning', 'fluoride'],
      completed_by: 7,
    },
  },
  {
    type: 'appointment.cancelled',
    description: 'An appointment was called off.',
    schema: object(
      { appointment_id: integer },
      { cancellation_reason: orNull(text), cancellation_time: timestamp, cancelled_by: integer },
    ),
    example: {
      appointment_id: 312,
      cancellation_reason: 'The patient is travelling',
      cancellation_time: '2026-03-11T08:15:00.000Z',
      cancelled_by: 1,
    },
  },
];

const FINANCIAL_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'payment.received',
    description: 'A payment was booked.',
    schema: object(
      { payment_id: integer, patient_id: integer, budget_id: integer, amount: number, payment_method: text },
      { notes: orNull(text), processed_by: integer, timestamp },
    ),
    example: {
      payment_id: 123,
      patient_id: 45,
      budget_id: 67,
      amount: 500,
      payment_method: 'credit_card',
      notes: 'Initial payment',
      processed_by: 1,
      timestamp: '2026-03-07T15:30:00.000Z',
    },
  },
  {
    /** Named only where the page shows a webhook's configuration. */
    type: 'payment.refunded',
    description: 'A payment was given back.',
    schema: object({}, { payment_id: integer, patient_id: integer, budget_id: integer }),
    example: { payment_id: 123, patient_id: 45, budget_id: 67, amount: 500, payment_method: 'credit_card' },
  },
  {
    type: 'budget.created',
    description: "A treatment's budget was drawn up.",
    schema: object({ budget_id: integer, patient_id: integer, total_amount: number, items: list(anything) }),
    example: {
      budget_id: 67,
      patient_id: 45,
      total_amount: 1500,
      items: [{ description: 'Root canal treatment', quantity: 1, price: 1500 }],
    },
  },
  {
    type: 'budget.approved',
    description: "A treatment's budget was approved.",
    schema: object({ budget_id: integer, approval_time: timestamp }),
    example: { budget_id: 67, approval_time: '2026-03-07T15:10:00.000Z' },
  },
];

const CLINICAL_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'medical_record.created',
    description: "An entry was added to a patient's medical record.",
    schema: object({ record_id: integer, patient_id: integer, doctor_id: integer, diagnosis: text }),
    example: { record_id: 890, patient_id: 45, doctor_id: 7, diagnosis: 'Caries of dentine (K02.1)' },
  },
  {
    type: 'consent.signed',
    description: 'A patient signed an informed consent.',
    schema: object({ consent_id: integer, patient_id: integer, procedure_name: text }),
    example: { consent_id: 56, patient_id: 45, procedure_name: 'Tooth extraction' },
  },
];

const SYSTEM_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'reminder.sent',
    description: 'A patient was reminded of an appointment.',
    schema: object({ appointment_id: integer, method: text, sent_time: timestamp }),
    example: { appointment_id: 312, method: 'whatsapp', sent_time: '2026-03-11T09:30:00.000Z' },
  },
  {
    type: 'inventory.low_stock',
    description: 'The stock of an item fell below its minimum.',
    schema: object({ item_id: integer, current_stock: number, min_stock: number }),
    example: { item_id: 18, current_stock: 4, min_stock: 10 },
  },
];

/**
 * The events of OdontologyApp's guide, in its order. The guide tells most of them by meaning and payload; their names
 * here follow the six that it spells out (`payment.received`, `payment.refunded` and those of appointments).
 */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...PATIENT_EVENTS,
  ...APPOINTMENT_EVENTS,
  ...FINANCIAL_EVENTS,
  ...CLINICAL_EVENTS,
  ...SYSTEM_EVENTS,
];
